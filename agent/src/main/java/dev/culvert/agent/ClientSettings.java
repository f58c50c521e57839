package dev.culvert.agent;

import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.MacAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's settings: what is put into its namespace before the first program of its owner, by whoever makes the namespace
 * (CNI) or by an init container.
 *
 * @param uplink its first link
 * @param way its link into the tunnel; made here if {@code overlay} is given
 * @param local the networks that are reached without the tunnel
 * @param overlay in overlay routing, the VXLAN device; null otherwise
 */
public record ClientSettings(
        String uplink,
        String way,
        List<String> local,
        @Nullable Overlay overlay) {
    /**
     * The client's end of the overlay.
     *
     * @param id the VNI
     * @param address the client's on the overlay
     * @param network the overlay
     * @param vip the gateways' common address on it
     * @param vrid VRRP's number for the VIP
     * @param gateway the pod address of a gateway
     * @param mtu of the VXLAN device, in bytes
     */
    public record Overlay(int id, String address, String network, String vip, int vrid, String gateway, int mtu) {}

    /** What is put into the namespace. */
    public NamespacePlan plan() {
        PrefixSet localPrefixes = PrefixSet.parse(local.toArray(String[]::new));
        return overlay == null
                ? ClientPlan.attached(way, uplink, localPrefixes)
                : new ClientPlan.Overlay(
                                overlay.id(),
                                IpAddress.parse(overlay.address()),
                                Prefix.parse(overlay.network()),
                                IpAddress.parse(overlay.vip()),
                                MacAddress.vrrp(Family.IPV4, overlay.vrid()),
                                IpAddress.parse(overlay.gateway()),
                                overlay.mtu(),
                                uplink,
                                localPrefixes)
                        .plan();
    }
}
