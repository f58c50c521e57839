package dev.culvert.netlink;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network interface as the kernel has it.
 *
 * @param kind {@code veth}, {@code bridge}, {@code vxlan}…; empty for hardware and lo
 * @param master the bridge it is a port of, by index
 * @param parent the link it is made on, or a veth's other end (IFLA_LINK); an index, perhaps of another namespace
 * @param mtu in bytes
 * @param flags IFF_* bits
 * @param carrier whether the wire is there
 * @param group a number that says whose it is; 0 unless somebody set it
 * @param ipv4 its IPv4 settings; empty where IPv4 does not know the link
 */
public record Link(
        int index,
        String name,
        String kind,
        OptionalInt master,
        OptionalInt parent,
        int mtu,
        Optional<MacAddress> mac,
        int flags,
        boolean carrier,
        int group,
        Optional<VxlanInfo> vxlan,
        Map<Ipv4Setting, Integer> ipv4) {
    private static final int UP = 1;
    private static final List<String> FLAG_NAMES =
            List.of("UP", "BROADCAST", "DEBUG", "LOOPBACK", "POINTOPOINT", "NOTRAILERS", "RUNNING", "NOARP", "PROMISC");

    /**
     * What makes a VXLAN device.
     *
     * @param id the VNI
     * @param port UDP port of the tunnel
     * @param ageingSeconds after which a learned entry is forgotten; 0 means never
     * @param underlay index of the link that carries it
     */
    public record VxlanInfo(
            int id,
            int port,
            Optional<InetAddress> local,
            Optional<InetAddress> remote,
            OptionalInt underlay,
            boolean learning,
            int ageingSeconds) {}

    /** Whether it is set up. */
    public boolean up() {
        return (flags & UP) != 0;
    }

    /** The first line of {@code ip link show}, and the address. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < FLAG_NAMES.size(); bit++) {
            if ((flags & (1 << bit)) != 0) {
                names.add(FLAG_NAMES.get(bit));
            }
        }
        if (carrier) {
            names.add("LOWER_UP");
        }
        return index + ": " + name + (parent.isPresent() ? "@if" + parent.getAsInt() : "") + ": <"
                + String.join(",", names) + "> mtu " + mtu
                + (master.isPresent() ? " master if" + master.getAsInt() : "")
                + (kind.isEmpty() ? "" : " type " + kind)
                + mac.map(address -> " address " + address).orElse("");
    }
}
