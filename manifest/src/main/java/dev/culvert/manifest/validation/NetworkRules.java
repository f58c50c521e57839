package dev.culvert.manifest.validation;

import dev.culvert.manifest.ClientNetworks;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.FreeNetwork;
import dev.culvert.model.plan.NamedNetwork;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The network between clients and gateways: it has room, overlaps nobody's, and its VXLAN is its own. */
final class NetworkRules {
    private final VpnGateway gateway;
    private final Known known;
    private final Findings findings;

    NetworkRules(VpnGateway gateway, Known known, Findings findings) {
        this.gateway = gateway;
        this.known = known;
        this.findings = findings;
    }

    void check() {
        resolver();
        switch (gateway.getSpec().routing().method()) {
            case Routing.Sidecar sidecar -> {}
            case Routing.Overlay overlay -> overlay(overlay);
            case Routing.Network network -> network(network);
            case Routing.Uplink uplink -> uplink(uplink);
        }
    }

    private void resolver() {
        if (Resolution.byOurs(gateway)
                && LocalNetworks.of(gateway, known.cluster()).contains(Resolution.RESOLVER)) {
            findings.invalid(
                    "spec.local",
                    "the address of the gateways' resolvers, " + Resolution.RESOLVER + ", is in a local network",
                    "leave 192.0.2.0/24 out, or take dns.strategy cluster");
        }
    }

    private void overlay(Routing.Overlay overlay) {
        String field = "spec.routing.overlay.subnet";
        if (overlay.subnet() != null) {
            findings.network(field, overlay.subnet()).ifPresent(subnet -> overlaps(field, subnet));
        }
        if (findings.list().isEmpty()) {
            findings.read(field, () -> ClientNetworks.overlay(gateway, known.cluster()));
        }
        vxlan("spec.routing.overlay.vxlanId", overlay.vni(), NetworkRules::overlayVni);
    }

    private void network(Routing.Network network) {
        String field = "spec.routing.network.subnet";
        needs(ClusterFacts.Api.NetworkAttachmentDefinition, "spec.routing.network", "install Multus, or take overlay");
        findings.network(field, network.subnet()).ifPresent(subnet -> {
            overlaps(field, subnet);
            findings.read(field, () -> ClientNetworks.plan(gateway));
            external(subnet);
        });
        vxlan("spec.routing.network.vxlanId", network.vni(), NetworkRules::networkVni);
    }

    private void uplink(Routing.Uplink uplink) {
        needs(ClusterFacts.Api.NetworkAttachmentDefinition, "spec.routing.uplink", "install Multus, or take overlay");
        findings.network("spec.routing.uplink.subnet", uplink.subnet()).ifPresent(subnet -> {
            // The nodes may well be on this network; pods and services may not.
            Stream.concat(known.cluster().podNetworks().stream(), known.cluster().serviceNetworks().stream())
                    .map(Prefix::parse)
                    .filter(subnet::overlaps)
                    .forEach(other -> findings.add(
                            Reason.NetworkOverlap,
                            "spec.routing.uplink.subnet",
                            subnet + " overlaps the cluster's " + other,
                            "name the external gateway's own network"));
            external(subnet);
            bound("spec.routing.uplink.rangeStart", uplink.rangeStart(), subnet);
            bound("spec.routing.uplink.rangeEnd", uplink.rangeEnd(), subnet);
            if (findings.list().isEmpty()) {
                findings.read("spec.routing.uplink.rangeStart", () -> ClientNetworks.range(uplink));
            }
        });
    }

    private void needs(ClusterFacts.Api api, String field, String remedy) {
        if (!known.cluster().has(api)) {
            findings.invalid(field, "the cluster has no API " + api, remedy);
        }
    }

    private void bound(String field, @Nullable String text, Prefix subnet) {
        Optional.ofNullable(text)
                .flatMap(bound -> findings.address(field, bound))
                .filter(address -> !subnet.contains(address))
                .ifPresent(
                        address -> findings.invalid(field, address + " is not in " + subnet, "take an address of it"));
    }

    private void external(Prefix subnet) {
        for (int index = 0; index < gateway.getSpec().exits().size(); index++) {
            Exit.External external = gateway.getSpec().exits().get(index).external();
            if (external != null && !subnet.contains(IpAddress.parse(external.address()))) {
                findings.invalid(
                        "spec.exits[" + index + "].external.address",
                        external.address() + " is not in " + subnet + ", so no client reaches it",
                        "take an address of it");
            }
        }
    }

    private void overlaps(String field, Prefix subnet) {
        PrefixSet local = PrefixSet.parse(gateway.getSpec().local().toArray(String[]::new));
        Stream.of(
                        known.cluster().taken().stream(),
                        local.prefixes().stream().map(prefix -> new NamedNetwork("the local network", prefix)),
                        known.gateways()
                                .filter(other -> !Seniority.same(other, gateway))
                                .filter(other -> Seniority.older(other, gateway))
                                .flatMap(NetworkRules::subnet))
                .flatMap(list -> list)
                .filter(other -> other.prefix().overlaps(subnet))
                .findFirst()
                .ifPresent(other ->
                        findings.add(Reason.NetworkOverlap, field, subnet + " overlaps " + other, remedy(subnet)));
    }

    private String remedy(Prefix subnet) {
        var taken = Stream.concat(
                        known.cluster().taken().stream(), known.gateways().flatMap(NetworkRules::subnet))
                .toList();
        return FreeNetwork.find(subnet.length(), taken)
                .map(free -> "take a free one, " + free)
                .orElse("take a smaller one that nobody uses");
    }

    /** The network that a gateway's owner wrote down; one that was found free takes no part: overlays never meet. */
    private static Stream<NamedNetwork> subnet(VpnGateway gateway) {
        if (gateway.getSpec().routing().given().size() != 1) {
            return Stream.empty();
        }
        String text = switch (gateway.getSpec().routing().method()) {
            case Routing.Sidecar sidecar -> null;
            case Routing.Overlay overlay -> overlay.subnet();
            case Routing.Network network -> network.subnet();
            case Routing.Uplink uplink -> uplink.subnet();
        };
        if (text == null) {
            return Stream.empty();
        }
        try {
            return Stream.of(new NamedNetwork("the network of gateway " + Seniority.name(gateway), Prefix.parse(text)));
        } catch (InvalidInput e) {
            // Its own findings say so.
            return Stream.empty();
        }
    }

    private void vxlan(String field, int id, ToIntFunction<VpnGateway> vni) {
        known.gateways()
                .filter(other -> !Seniority.same(other, gateway))
                .filter(other -> Seniority.older(other, gateway))
                .filter(other -> vni.applyAsInt(other) == id)
                .findFirst()
                .ifPresent(other -> findings.add(
                        Reason.VxlanIdTaken,
                        field,
                        "VXLAN " + id + " is gateway " + Seniority.name(other) + "'s",
                        "take a free one, " + free(id, vni)));
    }

    private int free(int from, ToIntFunction<VpnGateway> vni) {
        IntPredicate taken = id -> known.gateways().anyMatch(other -> vni.applyAsInt(other) == id);
        return IntStream.iterate(from + 1, id -> id + 1)
                .filter(taken.negate())
                .findFirst()
                .orElseThrow();
    }

    private static int overlayVni(VpnGateway gateway) {
        Routing.Overlay overlay = gateway.getSpec().routing().overlay();
        return overlay == null ? 0 : overlay.vni();
    }

    private static int networkVni(VpnGateway gateway) {
        Routing.Network network = gateway.getSpec().routing().network();
        return network == null ? 0 : network.vni();
    }
}
