package dev.culvert.agent.settings;

import dev.culvert.model.health.HealthSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A router's settings, as its file has them.
 *
 * @param name the pod's
 * @param link its link on the client network
 * @param address its own address there
 * @param network the client network
 * @param uplink its link to the pod network
 * @param local the networks that are reached without the tunnel
 * @param vips the addresses that clients use as next hop
 * @param peers the routers' addresses, its own perhaps among them
 * @param gateways those to use
 * @param strict all flows to the first healthy gateway instead of spreading them
 * @param self in overlay routing, the gateway in the same pod; null otherwise
 * @param resolver the one address of the gateways' resolvers; null if they resolve no names
 * @param probeTargets whom probes through the tunnels ask
 * @param health changed timings, as {@link HealthSettings#with} takes them
 * @param folder where status and the files of keepalived and of the watchdog are
 */
public record RouterSettings(
        String name,
        String link,
        String address,
        String network,
        String uplink,
        List<String> local,
        List<Vip> vips,
        List<String> peers,
        List<Gateway> gateways,
        boolean strict,
        @Nullable Self self,
        @Nullable String resolver,
        List<String> probeTargets,
        Map<String, String> health,
        String folder) {
    /**
     * An address that moves between routers.
     *
     * @param address with the client network's length in mind: 192.168.27.129
     * @param vrid VRRP's number for it, 1 to 255, one of its own on the client network
     * @param priority 1 to 254; routers of equal priority leave the address where it is
     */
    public record Vip(String address, int vrid, int priority) {
        /** The link that VRRP makes for it. */
        public String link() {
            return "vip" + vrid;
        }
    }

    /**
     * A gateway.
     *
     * @param id its mark, 1 to 255, its own for ever
     * @param weight its share
     */
    public record Gateway(String name, int id, String address, int weight) {}

    /** The gateway in the router's own pod, and its tunnel's link. */
    public record Self(int id, String tunnel) {}

    /** The other routers' addresses. */
    public List<String> others() {
        return peers.stream().filter(peer -> !peer.equals(address)).toList();
    }

    /** All timings. */
    public HealthSettings timings() {
        var changes = new LinkedHashMap<>(health);
        changes.put("probeTargets", String.join(",", probeTargets));
        return HealthSettings.with(changes);
    }
}
