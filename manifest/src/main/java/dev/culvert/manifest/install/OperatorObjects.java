package dev.culvert.manifest.install;

import dev.culvert.manifest.Labels;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;
import java.util.Map;

/** The objects of the operator itself. */
final class OperatorObjects {
    /** Where it tells its health and metrics. */
    static final int PAGES = 8080;

    private static final String RBAC = "rbac.authorization.k8s.io";

    private OperatorObjects() {}

    static List<HasMetadata> of(Values values) {
        return List.of(
                new ServiceAccountBuilder().withMetadata(meta(values)).build(),
                new ClusterRoleBuilder()
                        .withMetadata(clusterWide(values))
                        .withRules(Right.CLUSTER.stream().map(Right::rule).toList())
                        .build(),
                new ClusterRoleBindingBuilder()
                        .withMetadata(clusterWide(values))
                        .withNewRoleRef(RBAC, "ClusterRole", values.name())
                        .addNewSubject("", "ServiceAccount", values.name(), values.namespace())
                        .build(),
                new RoleBuilder()
                        .withMetadata(meta(values))
                        .withRules(Right.OWN_NAMESPACE.stream().map(Right::rule).toList())
                        .build(),
                new RoleBindingBuilder()
                        .withMetadata(meta(values))
                        .withNewRoleRef(RBAC, "Role", values.name())
                        .addNewSubject("", "ServiceAccount", values.name(), values.namespace())
                        .build(),
                new ConfigMapBuilder()
                        .withMetadata(meta(values))
                        .withData(Map.of("facts.yaml", values.facts()))
                        .build(),
                new ServiceBuilder()
                        .withMetadata(meta(values))
                        .withNewSpec()
                        .withSelector(labels())
                        .addNewPort()
                        .withName("metrics")
                        .withProtocol("TCP")
                        .withPort(PAGES)
                        .withTargetPort(new IntOrString("pages"))
                        .endPort()
                        .endSpec()
                        .build(),
                new PodDisruptionBudgetBuilder()
                        .withMetadata(meta(values))
                        .withNewSpec()
                        .withMaxUnavailable(new IntOrString(1))
                        .withNewSelector()
                        .withMatchLabels(labels())
                        .endSelector()
                        .endSpec()
                        .build(),
                OperatorDeployment.of(values));
    }

    static ObjectMeta meta(Values values) {
        return new ObjectMetaBuilder(clusterWide(values))
                .withNamespace(values.namespace())
                .build();
    }

    private static ObjectMeta clusterWide(Values values) {
        return new ObjectMetaBuilder()
                .withName(values.name())
                .withLabels(labels())
                .build();
    }

    static Map<String, String> labels() {
        return Labels.operator();
    }
}
