package dev.culvert.manifest;

import dev.culvert.agent.settings.Companions;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.ExecActionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;

/** How all our containers are: nothing is privileged, every capability is named, nothing can be written but volumes. */
public final class Pods {
    /** Where settings are mounted. */
    public static final String SETTINGS = "/etc/culvert/settings";

    /** Where a provider's file is mounted. */
    public static final String SECRET = "/etc/culvert/secret";

    /** Where agents keep what they write. */
    public static final String RUN = "/run/culvert";

    /** Where the token is by which an agent knows the operator. */
    public static final String TOKEN_FILE = "/etc/culvert/token/token";

    private static final String TOKEN_FOLDER = "/etc/culvert/token";
    private static final int READABLE_BY_OWNER = 0400;

    private Pods() {}

    /** A container of the agent's image. */
    public static ContainerBuilder agent(String name, ClusterFacts cluster, String... capabilities) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(cluster.images().agent())
                .withImagePullPolicy(cluster.images().pullPolicy())
                .withSecurityContext(restricted(capabilities));
    }

    /** Unbound, at a port that only root may open. Its files are the agent's, in that volume. */
    public static Container resolver(String name, ClusterFacts cluster, String volume, String folder) {
        return agent(name, cluster, "NET_BIND_SERVICE")
                .withCommand(Companions.resolver(folder))
                .withVolumeMounts(mount(volume, folder))
                .withResources(resources("10m", "32Mi", "128Mi"))
                .build();
    }

    /** The agent in a role. */
    public static List<String> role(String role) {
        return List.of("/culvert/agent", role, "--settings", SETTINGS + "/" + role + ".json");
    }

    /**
     * Root, since capabilities are given to root alone, but with these capabilities only; no new privileges, a read-only
     * root.
     */
    public static SecurityContext restricted(String... capabilities) {
        return new SecurityContextBuilder()
                .withRunAsUser(0L)
                .withRunAsGroup(0L)
                .withRunAsNonRoot(false)
                .withPrivileged(false)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd(capabilities)
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    /** What a container may use; the memory's limit is its request's multiple. */
    public static ResourceRequirements resources(String cpu, String memory, String memoryLimit) {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity(cpu))
                .addToRequests("memory", new Quantity(memory))
                .addToLimits("memory", new Quantity(memoryLimit))
                .build();
    }

    /**
     * Whether the agent says in its status that it is ready: a packet has come back through a tunnel. By a shell alone, since the image has
     * little more.
     */
    public static ExecAction ready(String folder) {
        return new ExecActionBuilder()
                .withCommand(
                        "sh",
                        "-c",
                        "case $(cat \"$0\") in *'\"ready\" : true'*) ;; *) exit 1 ;; esac",
                        folder + "/status.json")
                .build();
    }

    /** The same, and if it is not, all of the status is what the probe says: kubelets write that into the pod's events. */
    public static ExecAction readyOrWhy(String folder) {
        return new ExecActionBuilder()
                .withCommand(
                        "sh",
                        "-c",
                        "status=$(cat \"$0\") || exit 1; case $status in *'\"ready\" : true'*) ;; *) echo \"$status\"; exit 1 ;; esac",
                        folder + "/status.json")
                .build();
    }

    /** A folder that lives as long as the pod. */
    public static Volume empty(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("16Mi"))
                .endEmptyDir()
                .build();
    }

    /** A ConfigMap. */
    public static Volume configMap(String volume, String name) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewConfigMap()
                .withName(name)
                .endConfigMap()
                .build();
    }

    /** One key of a Secret, as a file of that name. */
    public static Volume secretFile(String volume, String secret, String key, String file) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(secret)
                .withDefaultMode(READABLE_BY_OWNER)
                .addNewItem()
                .withKey(key)
                .withPath(file)
                .endItem()
                .endSecret()
                .build();
    }

    /** The token by which an agent knows the operator. A pod starts without it, too: it is no condition of a tunnel or a lock. */
    public static Volume token(String volume, String secret) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(secret)
                .withDefaultMode(READABLE_BY_OWNER)
                .withOptional(true)
                .endSecret()
                .build();
    }

    /** The same in the agent's container. */
    public static VolumeMount token(String volume) {
        return readOnly(volume, TOKEN_FOLDER);
    }

    /** The node's TUN device, for tunnels that run outside of the kernel. */
    public static Volume tun(String volume) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewHostPath()
                .withPath("/dev/net/tun")
                .withType("CharDevice")
                .endHostPath()
                .build();
    }

    /** A mount that can be written. */
    public static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }

    /** A mount that cannot. */
    public static VolumeMount readOnly(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }
}
