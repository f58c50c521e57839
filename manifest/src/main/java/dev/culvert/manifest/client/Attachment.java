package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Hash;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.ClientDefinition;
import dev.culvert.manifest.network.NetworksAnnotation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a workload's pod template gets to make its pods clients. Patches touch nothing else; the annotation
 * {@value Labels#ATTACHMENT} changes exactly when pods must be made anew, and so do pods.
 *
 * @param labels on the template
 * @param annotations on the template
 * @param parts containers and volumes
 * @param network the second network, in network and uplink routing
 */
public record Attachment(
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        ClientParts parts,
        Optional<NetworksAnnotation.Entry> network) {
    private static final Attachment NONE =
            new Attachment(new TreeMap<>(), new TreeMap<>(), ClientParts.NONE, Optional.empty());

    /** What a valid client of a valid gateway gets. */
    public static Attachment of(VpnClient client, VpnGateway gateway, ClusterFacts cluster) {
        ClientParts parts = ClientParts.of(client, gateway, cluster);
        Optional<NetworksAnnotation.Entry> network =
                switch (gateway.getSpec().routing().method()) {
                    case Routing.Overlay overlay -> Optional.empty();
                    case Routing.Sidecar sidecar -> Optional.empty();
                    case Routing.Network own -> Optional.of(entry(client));
                    case Routing.Uplink uplink -> Optional.of(entry(client));
                };
        var labels = new TreeMap<>(Map.of(
                Labels.CLIENT,
                client.getMetadata().getName(),
                Labels.VIA,
                gateway.getMetadata().getName(),
                Labels.VIA_NAMESPACE,
                gateway.getMetadata().getNamespace()));
        String all = Json.text(List.of(
                labels,
                parts,
                network.map(Object::toString).orElse(""),
                ClientSettingsFiles.lasting(gateway, cluster).orElse("")));
        return new Attachment(labels, new TreeMap<>(Map.of(Labels.ATTACHMENT, Hash.of(all))), parts, network);
    }

    /** The same, of pods that are to be made anew when that version of their Secret is another one. */
    public Attachment reading(String secretVersion) {
        var all = new TreeMap<>(annotations);
        all.put(Labels.SECRET, secretVersion);
        return new Attachment(labels, all, parts, network);
    }

    private static NetworksAnnotation.Entry entry(VpnClient client) {
        return entry(client.getMetadata().getNamespace(), client.getMetadata().getName());
    }

    /** The network that pods of a client ask for. */
    static NetworksAnnotation.Entry entry(String namespace, String client) {
        return new NetworksAnnotation.Entry(namespace, ClientNames.network(client), ClientDefinition.LINK);
    }

    /** Whether a template has all of it, as it should be. */
    public boolean isIn(String namespace, PodTemplateSpec template) {
        return new TemplatePatch("", namespace, template, this).operations().isEmpty();
    }

    /**
     * The JSON patch that gives a workload all of it; empty if it has it already. It is refused if the workload has changed
     * meanwhile.
     */
    public Optional<String> patch(HasMetadata workload) {
        return TemplatePatch.of(workload, this);
    }

    /**
     * The JSON patch by which a workload that a client named before reads closed settings, and so do its new pods; empty if it does, or
     * reads none.
     */
    public static Optional<String> close(HasMetadata workload, VpnClient client) {
        return TemplatePatch.settings(workload, ClientNames.former(client));
    }

    /** Whether a workload's pods are made to leave through that gateway. */
    public static boolean isVia(HasMetadata workload, String namespace, String gateway) {
        Map<String, String> labels = Workloads.labels(workload);
        return gateway.equals(labels.get(Labels.VIA)) && namespace.equals(labels.get(Labels.VIA_NAMESPACE));
    }

    /** The JSON patch that takes everything of ours from a workload; empty if nothing of ours is in it. */
    public static Optional<String> detach(HasMetadata workload) {
        return TemplatePatch.of(workload, NONE);
    }
}
