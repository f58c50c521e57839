package dev.culvert.netlink;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A link to be made. Each prints as {@code ip link add} takes it. */
public sealed interface NewLink {
    /** The name it will have; at most 15 bytes. */
    String name();

    /** In bytes; 0 leaves it to the kernel. */
    default int mtu() {
        return 0;
    }

    /** Its address; the kernel chooses one otherwise. */
    default Optional<MacAddress> mac() {
        return Optional.empty();
    }

    /** The kernel's name for this kind of link. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** {@code NAME type KIND} and what all kinds have in common. */
    private String common() {
        return name() + (mtu() == 0 ? "" : " mtu " + mtu())
                + mac().map(address -> " address " + address).orElse("") + " type " + kind();
    }

    /** A pair of links, each the other's wire. */
    record Veth(
            String name,
            String peerName,
            Optional<NetworkNamespace> peerNamespace,
            int mtu,
            Optional<MacAddress> mac,
            Optional<MacAddress> peerMac)
            implements NewLink {
        /** Both ends here. */
        public static Veth of(String name, String peerName) {
            return new Veth(name, peerName, Optional.empty(), 0, Optional.empty(), Optional.empty());
        }

        /** The other end in that namespace. */
        public static Veth of(String name, String peerName, NetworkNamespace peerNamespace) {
            return new Veth(name, peerName, Optional.of(peerNamespace), 0, Optional.empty(), Optional.empty());
        }

        /** Both ends with that MTU in bytes. */
        public Veth withMtu(int bytes) {
            return new Veth(name, peerName, peerNamespace, bytes, mac, peerMac);
        }

        /** With addresses of their own. */
        public Veth withMacs(MacAddress here, MacAddress there) {
            return new Veth(name, peerName, peerNamespace, mtu, Optional.of(here), Optional.of(there));
        }

        @Override
        public String toString() {
            return ((NewLink) this).common() + " peer name " + peerName
                    + peerNamespace.map(there -> " netns " + there).orElse("");
        }
    }

    /**
     * A bridge.
     *
     * @param ageing after which a learned address is forgotten
     */
    record Bridge(String name, Optional<Duration> ageing, int mtu, Optional<MacAddress> mac) implements NewLink {
        /** With the kernel's settings. */
        public static Bridge of(String name) {
            return new Bridge(name, Optional.empty(), 0, Optional.empty());
        }

        @Override
        public String toString() {
            return ((NewLink) this).common()
                    + ageing.map(time -> " ageing_time " + time.toMillis() / 10).orElse("");
        }
    }

    /**
     * A VXLAN device.
     *
     * @param id the VNI, 24 bits
     * @param port UDP port, normally 4789
     * @param local source address of the tunnel
     * @param underlay the link that carries it
     * @param learning whether it learns end points from what it receives
     * @param ageing after which a dynamic entry is forgotten; zero means never, for which see {@link #NEVER}
     * @param remote end point or group for unknown addresses
     */
    record Vxlan(
            String name,
            int id,
            int port,
            Optional<InetAddress> local,
            Optional<String> underlay,
            boolean learning,
            Optional<Duration> ageing,
            Optional<InetAddress> remote,
            int mtu,
            Optional<MacAddress> mac)
            implements NewLink {
        /**
         * The longest ageing time there is, 49 days, in place of never: the kernel takes 0 for its default of 300 s, whatever ip(8) says, and
         * counts seconds times HZ in 32 bits. {@link FdbEntry.Lifetime#EXTERNAL} entries really never age.
         */
        public static final Duration NEVER = Duration.ofSeconds(0xffff_ffffL / 1000);

        public Vxlan {
            ageing = ageing.map(time -> time.isZero() ? NEVER : time);
        }

        /** A device that learns, with no end point yet. */
        public static Vxlan of(String name, int id, int port) {
            return new Vxlan(
                    name,
                    id,
                    port,
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.empty());
        }

        /** From that address. */
        public Vxlan withLocal(InetAddress address) {
            return new Vxlan(name, id, port, Optional.of(address), underlay, learning, ageing, remote, mtu, mac);
        }

        /** Over that link. */
        public Vxlan withUnderlay(String link) {
            return new Vxlan(name, id, port, local, Optional.of(link), learning, ageing, remote, mtu, mac);
        }

        /** Never learns. */
        public Vxlan withoutLearning() {
            return new Vxlan(name, id, port, local, underlay, false, ageing, remote, mtu, mac);
        }

        /** Forgets learned entries after that time; zero means never. */
        public Vxlan withAgeing(Duration time) {
            return new Vxlan(name, id, port, local, underlay, learning, Optional.of(time), remote, mtu, mac);
        }

        /** Sends unknown addresses there. */
        public Vxlan withRemote(InetAddress address) {
            return new Vxlan(name, id, port, local, underlay, learning, ageing, Optional.of(address), mtu, mac);
        }

        /** With that MTU in bytes. */
        public Vxlan withMtu(int bytes) {
            return new Vxlan(name, id, port, local, underlay, learning, ageing, remote, bytes, mac);
        }

        /** With that address. */
        public Vxlan withMac(MacAddress address) {
            return new Vxlan(name, id, port, local, underlay, learning, ageing, remote, mtu, Optional.of(address));
        }

        @Override
        public String toString() {
            return ((NewLink) this).common() + " id " + id + " dstport " + port
                    + local.map(at -> " local " + IpPrefix.text(at)).orElse("")
                    + remote.map(at -> " remote " + IpPrefix.text(at)).orElse("")
                    + underlay.map(link -> " dev " + link).orElse("")
                    + (learning ? "" : " nolearning")
                    + ageing.map(time -> " ageing " + time.toSeconds()).orElse("");
        }
    }

    /** A link with an address of its own on another link. */
    record Macvlan(String name, String parent, Mode mode, int mtu, Optional<MacAddress> mac) implements NewLink {
        /** How siblings see each other (MACVLAN_MODE_*). */
        public enum Mode {
            /** Not at all. */
            PRIVATE(1),
            /** By way of the switch outside. */
            VEPA(2),
            /** Directly. */
            BRIDGE(4),
            /** There is only one. */
            PASSTHRU(8);

            private final int number;

            Mode(int number) {
                this.number = number;
            }

            int number() {
                return number;
            }
        }

        /** With the kernel's choice of the rest. */
        public static Macvlan of(String name, String parent, Mode mode) {
            return new Macvlan(name, parent, mode, 0, Optional.empty());
        }

        @Override
        public String toString() {
            return ((NewLink) this).common() + " link " + parent + " mode "
                    + mode.name().toLowerCase(Locale.ROOT);
        }
    }

    /** A link that is a port of a bridge from its first moment. */
    record Port(NewLink link, String bridge) implements NewLink {
        @Override
        public String name() {
            return link.name();
        }

        @Override
        public int mtu() {
            return link.mtu();
        }

        @Override
        public Optional<MacAddress> mac() {
            return link.mac();
        }

        @Override
        public String kind() {
            return link.kind();
        }

        @Override
        public String toString() {
            return link.toString().replaceFirst(" type ", " master " + bridge + " type ");
        }
    }

    /** A link that drops what it gets. */
    record Dummy(String name) implements NewLink {
        @Override
        public String toString() {
            return ((NewLink) this).common();
        }
    }

    /** A WireGuard device of the kernel. */
    record Wireguard(String name) implements NewLink {
        @Override
        public String toString() {
            return ((NewLink) this).common();
        }
    }
}
