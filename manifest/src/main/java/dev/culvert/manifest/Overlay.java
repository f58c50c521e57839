package dev.culvert.manifest;

import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.plan.Encapsulation;
import dev.culvert.model.plan.Mtu;
import dev.culvert.model.plan.OverlayAddresses;
import java.util.List;
import java.util.OptionalInt;

/**
 * A gateway's overlay, as gateways and clients must both know it.
 *
 * @param vni the VXLAN's number
 * @param mtu of the VXLAN devices, bytes
 * @param addresses who has which address
 */
public record Overlay(int vni, int mtu, OverlayAddresses addresses) {
    /** The VXLAN device's name, in clients and gateways. */
    public static final String LINK = "vxlan0";

    /** The port of VXLAN, RFC 7348. */
    public static final int PORT = 4789;

    /** VRRP's number of the VIP. There is one, and every gateway has a VXLAN of its own. */
    public static final int VRID = 42;

    /**
     * The overlay of a valid gateway.
     *
     * @throws dev.culvert.model.InvalidInput if there is no room
     */
    public static Overlay of(VpnGateway gateway, ClusterFacts cluster) {
        Routing.Overlay overlay = (Routing.Overlay) gateway.getSpec().routing().method();
        var addresses = new OverlayAddresses(ClientNetworks.overlay(gateway, cluster), cluster.podNetworksV4());
        var underlay = new Mtu.Underlay(cluster.podMtu(), Family.IPV4);
        Mtu mtu = Mtu.path(underlay, Mtu.Access.VXLAN, Encapsulation.WIREGUARD, OptionalInt.empty(), false);
        return new Overlay(overlay.vni(), mtu.client(), addresses);
    }

    /** The cluster's pod networks, as settings have them. */
    public List<String> podNetworks() {
        return addresses.podNetworks().prefixes().stream().map(Prefix::toString).toList();
    }

    /** The network, as settings have it. */
    public String network() {
        return addresses.network().toString();
    }

    /** The clients' next hop. */
    public String vip() {
        return addresses.vip(1).toString();
    }
}
