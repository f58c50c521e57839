package dev.culvert.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** The internet protocol's two versions. */
public enum Family {
    /** IPv4. */
    IPV4(2, 32, "0.0.0.0"),
    /** IPv6. */
    IPV6(10, 128, "::");

    private final int number;
    private final int bits;
    private final InetAddress any;

    Family(int number, int bits, String any) {
        this.number = number;
        this.bits = bits;
        this.any = InetAddress.ofLiteral(any);
    }

    /** The family of an address. */
    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }

    /** The family that the kernel counts so; empty if that is neither. */
    static Optional<Family> numbered(int number) {
        return Arrays.stream(values()).filter(family -> family.number == number).findFirst();
    }

    /** AF_INET or AF_INET6, as the kernel counts them. */
    public int number() {
        return number;
    }

    /** Bits of an address. */
    public int bits() {
        return bits;
    }

    /** The unspecified address. */
    public InetAddress any() {
        return any;
    }

    /** The prefix that contains every address. */
    public IpPrefix everything() {
        return new IpPrefix(any, 0);
    }
}
