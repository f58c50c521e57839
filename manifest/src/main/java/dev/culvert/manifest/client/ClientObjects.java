package dev.culvert.manifest.client;

import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.ClientDefinition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All objects of one client in its namespace, in the order in which they are to be applied, before its workload is
 * touched: policies, then settings. None has an owner that could take it away by itself: what closes pods goes last and by
 * the operator's own hand.
 */
public final class ClientObjects {
    private ClientObjects() {}

    /**
     * The objects of a valid client of a valid gateway.
     *
     * @param pods what selects the client's pods, those that run unattached today included
     * @param ingressIsRestricted whether somebody else's policy says what may come to these pods
     */
    public static List<HasMetadata> of(
            VpnClient client,
            VpnGateway gateway,
            ClusterFacts cluster,
            Observed observed,
            LabelSelector pods,
            boolean ingressIsRestricted) {
        var objects = new ArrayList<HasMetadata>();
        objects.add(vpnOnly(client.getMetadata().getNamespace(), cluster));
        objects.addAll(ClientPolicies.open(client, gateway, cluster, pods));
        ingress(client, gateway, cluster, pods, ingressIsRestricted).ifPresent(objects::add);
        settings(client, gateway, cluster, observed).ifPresent(objects::add);
        network(client, gateway, cluster).ifPresent(objects::add);
        return List.copyOf(objects);
    }

    /**
     * The objects of a client that cannot be served, for whatever reason: its pods are closed, those included that hold a tunnel
     * of their own.
     *
     * @param before what there is of it
     */
    public static List<HasMetadata> closed(
            VpnClient client, ClusterFacts cluster, LabelSelector pods, Collection<? extends HasMetadata> before) {
        var objects = new ArrayList<HasMetadata>();
        objects.add(vpnOnly(client.getMetadata().getNamespace(), cluster));
        objects.addAll(ClientPolicies.closed(client, cluster, pods));
        before.stream()
                .filter(object -> object.getMetadata().getName().equals(ClientNames.settings(client)))
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .flatMap(settings -> ClientSettingsFiles.closed(settings).stream())
                .map(file -> settings(client, ClientNames.settings(client), file))
                .forEach(objects::add);
        before.stream()
                .filter(ClientDefinition::hasLock)
                .map(GenericKubernetesResource.class::cast)
                .map(ClientDefinition::closed)
                .forEach(objects::add);
        return List.copyOf(objects);
    }

    /**
     * The objects of a client that can be served, and perhaps could not be before: nodes that were told to close its pods are told
     * to open them.
     *
     * @param wanted as if there were none yet
     * @param before what there is of it
     */
    public static List<HasMetadata> openAgain(
            Collection<? extends HasMetadata> wanted, Collection<? extends HasMetadata> before) {
        boolean told = before.stream().anyMatch(ClientDefinition::isTold);
        return wanted.stream()
                .<HasMetadata>map(object -> told && ClientDefinition.hasLock(object)
                        ? ClientDefinition.openAgain((GenericKubernetesResource) object)
                        : object)
                .toList();
    }

    /**
     * What closes workloads that a client named before and that are attached still.
     *
     * @param workloads those
     * @param present its objects of today
     */
    public static List<HasMetadata> former(
            VpnClient client,
            ClusterFacts cluster,
            Collection<? extends HasMetadata> workloads,
            Collection<? extends HasMetadata> present) {
        var objects = new ArrayList<>(ClientPolicies.former(client, cluster, workloads));
        present.stream()
                .filter(object -> object.getMetadata().getName().equals(ClientNames.settings(client)))
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .flatMap(settings -> ClientSettingsFiles.closed(settings).stream())
                .map(file -> settings(client, ClientNames.former(client), file))
                .forEach(objects::add);
        return List.copyOf(objects);
    }

    /**
     * The policy of a namespace's pods with the label {@value Labels#EGRESS}: {@value Labels#VPN_ONLY}, attached or not. It
     * belongs to no client and no gateway, and stays when the last has gone.
     */
    public static HasMetadata vpnOnly(String namespace, ClusterFacts cluster) {
        return ClientPolicies.vpnOnly(namespace, cluster);
    }

    /** Whether something in the client's pods follows these settings, and not only what starts there. */
    public static boolean isReadAgain(VpnClient client, ConfigMap settings) {
        return settings.getMetadata().getName().equals(ClientNames.settings(client))
                && settings.getData().containsKey(ClientSettingsFiles.SIDECAR);
    }

    private static Optional<HasMetadata> ingress(
            VpnClient client, VpnGateway gateway, ClusterFacts cluster, LabelSelector pods, boolean restricted) {
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay -> OverlayIngress.of(client, gateway, cluster, pods, restricted);
            case Routing.Sidecar sidecar -> StatusIngress.of(client, sidecar, cluster, pods, restricted);
            case Routing.Network network -> Optional.empty();
            case Routing.Uplink uplink -> Optional.empty();
        };
    }

    private static Optional<HasMetadata> settings(
            VpnClient client, VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        return ClientSettingsFiles.of(client, gateway, cluster, observed)
                .map(file -> settings(client, ClientNames.settings(client), file));
    }

    private static HasMetadata settings(VpnClient client, String name, ClientSettingsFiles.File file) {
        return new ConfigMapBuilder()
                .withMetadata(meta(client, name))
                .withData(Map.of(file.file(), SettingsFile.write(file.content())))
                .build();
    }

    private static Optional<HasMetadata> network(VpnClient client, VpnGateway gateway, ClusterFacts cluster) {
        return Attachment.of(client, gateway, cluster)
                .network()
                .map(entry -> ClientDefinition.of(
                        meta(client, entry.name()),
                        gateway,
                        cluster,
                        client.getSpec().address()));
    }

    private static ObjectMeta meta(VpnClient client, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(client.getMetadata().getNamespace())
                .withLabels(Labels.client(client.getMetadata().getName(), "client"))
                .build();
    }
}
