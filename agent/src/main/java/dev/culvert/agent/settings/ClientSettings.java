package dev.culvert.agent.settings;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.plan.OverlayAddresses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's settings: what is put into its namespace before the first program of its owner, by whoever makes the namespace
 * (CNI) or by an init container. The same for all clients of a gateway: none names a pod.
 *
 * @param uplink its first link
 * @param way its link into the tunnel; made here if {@code overlay} is given
 * @param local the networks that are reached without the tunnel
 * @param overlay in overlay routing, the VXLAN device; null otherwise
 * @param names who resolves its names; null if the cluster's DNS does
 */
public record ClientSettings(
        String uplink,
        String way,
        List<String> local,
        @Nullable Overlay overlay,
        @Nullable NamesSettings names) {
    /** The same for who starts when there is no gateway for it any more. */
    public ClientSettings withoutGateways() {
        return new ClientSettings(uplink, way, local, overlay == null ? null : overlay.withoutGateways(), names);
    }

    /**
     * The client's end of the overlay. Its own address there follows from its pod address, which it finds on its uplink.
     *
     * @param id the VNI
     * @param mtu of the VXLAN device, in bytes
     * @param network the overlay
     * @param podNetworks the cluster's pod networks
     * @param vips the gateways' common addresses; clients take them in turns
     * @param gateways pod addresses of gateways: frames for the VIP go to all of them until one from it says where it is
     */
    public record Overlay(
            int id, int mtu, String network, List<String> podNetworks, List<Vip> vips, List<String> gateways) {
        /** A VIP on the overlay, and VRRP's number for it. */
        public record Vip(String address, int vrid) {}

        /** The same without the gateways' pods: whoever starts with it sends nothing until a gateway has sent it a frame. */
        Overlay withoutGateways() {
            return new Overlay(id, mtu, network, podNetworks, vips, List.of());
        }

        /** Who has which address. */
        public OverlayAddresses addresses() {
            return OverlayAddresses.of(
                    Prefix.parse(network),
                    podNetworks.stream().map(Prefix::parse).toList());
        }

        /**
         * The VIP of the client with that address on the overlay.
         *
         * @throws InvalidInput if there is none
         */
        public Vip vip(IpAddress client) {
            if (vips.isEmpty()) {
                throw new InvalidInput("overlay.vips", "there are none", "name at least one");
            }
            return vips.get((int) (client.low() % vips.size()));
        }
    }
}
