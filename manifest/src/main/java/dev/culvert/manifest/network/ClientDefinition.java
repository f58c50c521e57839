package dev.culvert.manifest.network;

import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.manifest.ClientNetwork;
import dev.culvert.manifest.ClientNetworks;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.AddressRange;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The network that a client's pods ask for, in their own namespace, since Multus may be told to give them no other. A gateway in
 * such a definition alone makes no route: there is one for everything that is not local. The last plugin puts the kill switch
 * into the pod before anything runs in it, and without it the pod does not start.
 */
public final class ClientDefinition {
    /** The pod's link into the VPN. */
    public static final String LINK = "vpn0";

    private ClientDefinition() {}

    /**
     * The definition.
     *
     * @param address the client's one address, in uplink routing; null to be given one
     */
    public static HasMetadata of(ObjectMeta meta, VpnGateway gateway, ClusterFacts cluster, @Nullable String address) {
        PrefixSet local = LocalNetworks.of(gateway, cluster);
        Map<String, Object> lock = lock(local, Resolution.names(gateway, cluster));
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Network network -> Definitions.of(meta, List.of(bridge(gateway, cluster, local), lock));
            case Routing.Uplink uplink -> {
                lock.put("client", client(meta));
                yield Definitions.of(
                        labelled(meta, Labels.OPEN), List.of(macvlan(gateway, uplink, local, address), lock));
            }
            case Routing.Overlay overlay -> throw none(gateway);
            case Routing.Sidecar sidecar -> throw none(gateway);
        };
    }

    /** Whether nobody but the pods' own locks can close them. */
    public static boolean hasLock(HasMetadata object) {
        return !lockOf(object).isEmpty();
    }

    /** Whether nodes have been told of the pods' locks, and are to be told when they are to be otherwise. */
    public static boolean isTold(HasMetadata object) {
        return hasLock(object) && !lockOf(object).equals(Labels.OPEN);
    }

    /** A definition of pods whose own locks close them. */
    public static HasMetadata closed(GenericKubernetesResource open) {
        return withLock(open, Labels.CLOSED);
    }

    /** A definition of pods that their nodes were told to close before. */
    public static HasMetadata openAgain(GenericKubernetesResource open) {
        return withLock(open, Labels.OPEN_AGAIN);
    }

    /** What nodes are told: by client, {@code NAMESPACE/NAME}, whether its pods are closed, or open again. */
    public static Map<String, Boolean> told(Collection<? extends HasMetadata> definitions) {
        var told = new TreeMap<String, Boolean>();
        definitions.stream()
                .filter(ClientDefinition::isTold)
                .forEach(object ->
                        told.put(client(object.getMetadata()), lockOf(object).equals(Labels.CLOSED)));
        return told;
    }

    private static String client(ObjectMeta meta) {
        return meta.getNamespace() + "/" + meta.getLabels().get(Labels.CLIENT);
    }

    private static String lockOf(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(Labels.LOCK, "");
    }

    /** What is applied is what we want of it, and nothing that the API server has added. */
    private static HasMetadata withLock(GenericKubernetesResource definition, String lock) {
        ObjectMeta meta = definition.getMetadata();
        var same = new GenericKubernetesResource();
        same.setApiVersion(definition.getApiVersion());
        same.setKind(definition.getKind());
        same.setMetadata(labelled(
                new ObjectMetaBuilder()
                        .withName(meta.getName())
                        .withNamespace(meta.getNamespace())
                        .withLabels(meta.getLabels())
                        .build(),
                lock));
        same.setAdditionalProperties(definition.getAdditionalProperties());
        return same;
    }

    private static ObjectMeta labelled(ObjectMeta meta, String lock) {
        return new ObjectMetaBuilder(meta).addToLabels(Labels.LOCK, lock).build();
    }

    private static IllegalArgumentException none(VpnGateway gateway) {
        return new IllegalArgumentException("no second network in routing "
                + gateway.getSpec().routing().method().word());
    }

    private static Map<String, Object> bridge(VpnGateway gateway, ClusterFacts cluster, PrefixSet local) {
        ClientNetwork network = ClientNetwork.of(gateway, cluster);
        var fields = new LinkedHashMap<String, Object>();
        fields.put("bridge", network.bridge());
        fields.put("isGateway", false);
        fields.put("ipMasq", false);
        fields.put("mtu", network.mtu());
        fields.put(
                "ipam",
                whereabouts(
                        gateway, network.plan().network(), network.plan().clients(), local, network.nextHop(gateway)));
        return Definitions.plugin("bridge", fields);
    }

    private static Map<String, Object> macvlan(
            VpnGateway gateway, Routing.Uplink uplink, PrefixSet local, @Nullable String address) {
        Prefix subnet = Prefix.parse(uplink.subnet());
        Exit.External external =
                (Exit.External) gateway.getSpec().exits().getFirst().engine();
        IpAddress nextHop = IpAddress.parse(external.address());
        var fields = new LinkedHashMap<String, Object>();
        fields.put("master", uplink.master());
        fields.put("mode", "bridge");
        fields.put(
                "ipam",
                address == null
                        ? whereabouts(gateway, subnet, ClientNetworks.range(uplink), local, nextHop)
                        : fixed(address + "/" + subnet.length(), subnet, local, nextHop));
        return Definitions.plugin("macvlan", fields);
    }

    private static Map<String, Object> whereabouts(
            VpnGateway gateway, Prefix network, AddressRange range, PrefixSet local, IpAddress nextHop) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("range", network.toString());
        fields.put("range_start", range.first().toString());
        fields.put("range_end", range.last().toString());
        List<String> others = gateway.getSpec().exits().stream()
                .flatMap(exit -> Stream.ofNullable(exit.external()))
                .map(external -> IpAddress.parse(external.address()))
                .filter(range::contains)
                .map(address -> Prefix.host(address).toString())
                .toList();
        if (!others.isEmpty()) {
            fields.put("exclude", others);
        }
        fields.put("routes", routes(local, network, nextHop));
        return Definitions.plugin("whereabouts", fields);
    }

    private static Map<String, Object> fixed(String address, Prefix network, PrefixSet local, IpAddress nextHop) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("addresses", List.of(Map.of("address", address)));
        fields.put("routes", routes(local, network, nextHop));
        return Definitions.plugin("static", fields);
    }

    private static List<Map<String, Object>> routes(PrefixSet local, Prefix network, IpAddress nextHop) {
        return ClientNetwork.routes(local, network).stream()
                .map(prefix -> {
                    Map<String, Object> route = new LinkedHashMap<>();
                    route.put("dst", prefix.toString());
                    route.put("gw", nextHop.toString());
                    return route;
                })
                .toList();
    }

    private static Map<String, Object> lock(PrefixSet local, Optional<NamesSettings> names) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("uplink", "eth0");
        fields.put("local", local.prefixes().stream().map(Prefix::toString).toList());
        names.ifPresent(settings -> {
            var redirect = new LinkedHashMap<String, Object>();
            redirect.put("servers", settings.servers());
            redirect.put("resolver", settings.resolver());
            fields.put("names", redirect);
        });
        return Definitions.plugin("culvert-lock", fields);
    }
}
