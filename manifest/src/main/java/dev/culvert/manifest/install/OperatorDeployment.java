package dev.culvert.manifest.install;

import dev.culvert.manifest.Pods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;

/** The operator's pods: no capability, no root, nothing to write. */
final class OperatorDeployment {
    private static final long NOBODY = 65532;
    private static final String FACTS = "/etc/culvert/facts";

    private OperatorDeployment() {}

    static Deployment of(Values values) {
        return new DeploymentBuilder()
                .withMetadata(OperatorObjects.meta(values))
                .withNewSpec()
                .withReplicas(values.replicas())
                .withNewSelector()
                .withMatchLabels(OperatorObjects.labels())
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(OperatorObjects.labels())
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(values.name())
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(NOBODY)
                .withRunAsGroup(NOBODY)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewTopologySpreadConstraint()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(OperatorObjects.labels())
                .endLabelSelector()
                .endTopologySpreadConstraint()
                .withContainers(container(values))
                .withVolumes(Pods.configMap("facts", values.name()), Pods.empty("tmp"))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Container container(Values values) {
        return new ContainerBuilder()
                .withName("operator")
                .withImage(values.operatorImage())
                .withImagePullPolicy(values.pullPolicy())
                .withArgs("--leader-election", "--cluster-facts=" + FACTS + "/facts.yaml")
                .addNewEnv()
                .withName("POD_NAMESPACE")
                .withNewValueFrom()
                .withNewFieldRef("v1", "metadata.namespace")
                .endValueFrom()
                .endEnv()
                .addNewPort()
                .withName("pages")
                .withProtocol("TCP")
                .withContainerPort(OperatorObjects.PAGES)
                .endPort()
                // A JVM on a busy node takes its time to answer; only then does silence mean death.
                .withStartupProbe(patient(probe("/healthz")))
                .withLivenessProbe(probe("/healthz"))
                .withReadinessProbe(probe("/readyz"))
                .withResources(Pods.resources("50m", "192Mi", "768Mi"))
                .withVolumeMounts(Pods.readOnly("facts", FACTS), Pods.mount("tmp", "/tmp"))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .build();
    }

    private static Probe patient(Probe probe) {
        return new ProbeBuilder(probe).withFailureThreshold(60).build();
    }

    private static Probe probe(String path) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString("pages"))
                .endHttpGet()
                .withPeriodSeconds(5)
                .withTimeoutSeconds(3)
                .build();
    }
}
