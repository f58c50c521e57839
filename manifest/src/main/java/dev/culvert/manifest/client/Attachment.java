package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Hash;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
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
 * @param initContainers before all others
 * @param containers beside the user's
 * @param volumes beside the user's
 */
public record Attachment(
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        List<Container> initContainers,
        List<Container> containers,
        List<Volume> volumes) {
    static final String CLIENT_CONTAINER = "culvert";
    static final String SETTINGS_VOLUME = "culvert-settings";

    private static final Attachment NONE =
            new Attachment(new TreeMap<>(), new TreeMap<>(), List.of(), List.of(), List.of());

    /** What a valid client of a valid gateway gets. */
    public static Attachment of(VpnClient client, VpnGateway gateway, ClusterFacts cluster) {
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay -> overlay(client, gateway, cluster);
            case Routing.Sidecar sidecar -> throw new UnsupportedOperationException("sidecar");
            case Routing.Network network -> throw new UnsupportedOperationException("network");
            case Routing.Uplink uplink -> throw new UnsupportedOperationException("uplink");
        };
    }

    private static Attachment overlay(VpnClient client, VpnGateway gateway, ClusterFacts cluster) {
        Container init = Pods.agent(CLIENT_CONTAINER, cluster, "NET_ADMIN")
                .withCommand(Pods.role("client"))
                .withVolumeMounts(Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS))
                .withResources(Pods.resources("10m", "32Mi", "192Mi"))
                .build();
        return hashed(
                client,
                gateway,
                cluster,
                List.of(init),
                List.of(),
                List.of(Pods.configMap(SETTINGS_VOLUME, ClientNames.settings(client))));
    }

    private static Attachment hashed(
            VpnClient client,
            VpnGateway gateway,
            ClusterFacts cluster,
            List<Container> initContainers,
            List<Container> containers,
            List<Volume> volumes) {
        var labels = new TreeMap<>(Map.of(
                Labels.CLIENT,
                client.getMetadata().getName(),
                Labels.VIA,
                gateway.getMetadata().getName(),
                Labels.VIA_NAMESPACE,
                gateway.getMetadata().getNamespace()));
        String all = Json.text(List.of(
                labels,
                initContainers,
                containers,
                volumes,
                ClientSettingsFiles.lasting(gateway, cluster).orElse("")));
        return new Attachment(
                labels, new TreeMap<>(Map.of(Labels.ATTACHMENT, Hash.of(all))), initContainers, containers, volumes);
    }

    /** Whether a template has all of it, as it should be. */
    public boolean isIn(PodTemplateSpec template) {
        return new TemplatePatch("", template, this).operations().isEmpty();
    }

    /**
     * The JSON patch that gives a workload all of it; empty if it has it already. It is refused if the workload has changed
     * meanwhile.
     */
    public Optional<String> patch(HasMetadata workload) {
        return TemplatePatch.of(workload, this);
    }

    /** The JSON patch that takes everything of ours from a workload; empty if nothing of ours is in it. */
    public static Optional<String> detach(HasMetadata workload) {
        return TemplatePatch.of(workload, NONE);
    }
}
