package dev.culvert.manifest.network;

import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.manifest.ClientNetwork;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.api.OwnPods.PullSecret;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.InvalidInput;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What runs on every node for the networks of all gateways: it makes bridges and the VXLAN between nodes, and puts the kill
 * switch into clients' pods when CNI makes their second interface, and closes those that nobody leads into the VPN any more. In the operator's own namespace, once in a cluster.
 */
public final class NodeObjects {
    /** What its objects are called. */
    public static final String NAME = "culvert-node";

    private static final String FILE = "node.json";
    private static final int PROBE_SECONDS = 5;
    private static final String SPOOL = Pods.RUN + "/cni";
    private static final String FOLDER = Pods.RUN + "/node";

    /** Where container runtimes keep pods' network namespaces, by both of its names. */
    private static final List<String> NAMESPACES = List.of("/run/netns", "/var/run/netns");

    private NodeObjects() {}

    /**
     * The objects; none if no gateway has a second network and nobody is closed.
     *
     * @param told see {@link ClientDefinition#told}
     */
    public static List<HasMetadata> of(
            Collection<VpnGateway> gateways, Map<String, Boolean> told, ClusterFacts cluster) {
        return of(gateways, List.of(), told, cluster);
    }

    /** The same, with networks that stay though no gateway of these has them, see {@link #networks}. */
    public static List<HasMetadata> of(
            Collection<VpnGateway> gateways,
            Collection<NodeSettings.Network> staying,
            Map<String, Boolean> told,
            ClusterFacts cluster) {
        List<VpnGateway> second = gateways.stream()
                .filter(gateway -> gateway.getSpec().routing().network() != null
                        || gateway.getSpec().routing().uplink() != null)
                .toList();
        if (second.isEmpty() && !told.containsValue(true)) {
            return List.of();
        }
        return List.of(
                new ServiceAccountBuilder()
                        .withMetadata(meta(cluster))
                        .withAutomountServiceAccountToken(false)
                        .build(),
                settingsFile(second, staying, told, cluster),
                daemonSet(cluster));
    }

    /** Settings without any network: who reads them takes what it has made from its node, and can go. */
    public static ConfigMap nothing(ClusterFacts cluster) {
        return settingsFile(List.of(), List.of(), Map.of(), cluster);
    }

    /** The networks of settings that were written before; none if nobody can read them. */
    public static List<NodeSettings.Network> networks(ConfigMap written) {
        try {
            Map<String, String> data = Objects.requireNonNullElse(written.getData(), Map.of());
            return SettingsFile.parse(NAME, data.getOrDefault(FILE, ""), NodeSettings.class)
                    .networks();
        } catch (InvalidInput unreadable) {
            return List.of();
        }
    }

    /** The labels of its pods, which no other pods have. */
    public static Map<String, String> labels() {
        return new TreeMap<>(Map.of(
                "app.kubernetes.io/name",
                Labels.CULVERT,
                "app.kubernetes.io/component",
                "node",
                Labels.MANAGED_BY,
                Labels.CULVERT));
    }

    private static ConfigMap settingsFile(
            List<VpnGateway> gateways,
            Collection<NodeSettings.Network> staying,
            Map<String, Boolean> told,
            ClusterFacts cluster) {
        return new ConfigMapBuilder()
                .withMetadata(meta(cluster))
                .withData(Map.of(FILE, SettingsFile.write(settings(gateways, staying, told, cluster))))
                .build();
    }

    private static NodeSettings settings(
            List<VpnGateway> gateways,
            Collection<NodeSettings.Network> staying,
            Map<String, Boolean> told,
            ClusterFacts cluster) {
        var networks = new TreeMap<Integer, NodeSettings.Network>();
        staying.forEach(network -> networks.put(network.id(), network));
        gateways.stream()
                .filter(gateway -> gateway.getSpec().routing().method() instanceof Routing.Network)
                .map(gateway -> ClientNetwork.of(gateway, cluster))
                .map(network -> new NodeSettings.Network(network.network().vni(), ClientNetwork.PORT, network.mtu()))
                .forEach(network -> networks.put(network.id(), network));
        return new NodeSettings(
                cluster.nodes().stream().filter(node -> !node.contains("/")).toList(),
                List.copyOf(networks.values()),
                new NodeSettings.Cni(cluster.cniPlugins(), SPOOL, told),
                FOLDER);
    }

    private static DaemonSet daemonSet(ClusterFacts cluster) {
        return new DaemonSetBuilder()
                .withMetadata(meta(cluster))
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(labels())
                .endSelector()
                // A node that refuses a network must not keep the others from a new agent; what stands goes on without
                // one.
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString("50%"))
                .endRollingUpdate()
                .endUpdateStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels())
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(NAME)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(cluster.images().pullSecrets().stream()
                        .map(PullSecret::reference)
                        .toList())
                .withHostNetwork(true)
                .withPriorityClassName("system-node-critical")
                .addNewToleration()
                .withOperator("Exists")
                .endToleration()
                .withTerminationGracePeriodSeconds(5L)
                .withContainers(container(cluster))
                .withVolumes(
                        Pods.configMap("settings", NAME),
                        Pods.empty("run"),
                        host("namespaces", NAMESPACES.getFirst()),
                        host("plugins", cluster.cniPlugins()),
                        host("spool", SPOOL))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** To enter a pod's network namespace takes SYS_ADMIN; nothing else here does. */
    private static Container container(ClusterFacts cluster) {
        var container = Pods.agent("node", cluster, "NET_ADMIN", "SYS_ADMIN")
                .withCommand(Pods.role("node"))
                .withReadinessProbe(new ProbeBuilder()
                        .withExec(Pods.readyOrWhy(FOLDER))
                        .withPeriodSeconds(PROBE_SECONDS)
                        .build())
                .withVolumeMounts(
                        Pods.readOnly("settings", Pods.SETTINGS),
                        Pods.mount("run", FOLDER),
                        Pods.mount("plugins", cluster.cniPlugins()),
                        Pods.mount("spool", SPOOL))
                .withResources(Pods.resources("10m", "48Mi", "192Mi"));
        NAMESPACES.forEach(path -> container.addToVolumeMounts(new VolumeMountBuilder()
                .withName("namespaces")
                .withMountPath(path)
                .withMountPropagation("HostToContainer")
                .build()));
        return container.build();
    }

    private static Volume host(String name, String path) {
        return new VolumeBuilder()
                .withName(name)
                .withNewHostPath()
                .withPath(path)
                .withType("DirectoryOrCreate")
                .endHostPath()
                .build();
    }

    private static ObjectMeta meta(ClusterFacts cluster) {
        return new ObjectMetaBuilder()
                .withName(NAME)
                .withNamespace(cluster.namespace())
                .withLabels(labels())
                .build();
    }
}
