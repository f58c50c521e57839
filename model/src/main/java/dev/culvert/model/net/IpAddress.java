package dev.culvert.model.net;

import dev.culvert.model.InvalidInput;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * One IPv4 or IPv6 address. Unlike {@link InetAddress} it holds no name, can be ordered and counted with, and making one
 * never asks a resolver. An IPv4-mapped address ({@code ::ffff:1.2.3.4}) is and stays IPv6.
 *
 * @param family IPv4 or IPv6
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address; the 32 bits of an IPv4 address
 */
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {

    /** Refuses bits that an IPv4 address does not have. */
    public IpAddress {
        if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /**
     * Reads {@code 192.0.2.1} or any form of RFC 4291; not a name, not a zone ({@code %eth0}), no leading zeros in IPv4.
     *
     * @throws InvalidInput if the text is no address
     */
    public static IpAddress parse(String text) {
        return new AddressText("address", text, "192.0.2.1 or 2001:db8::1").parse(text);
    }

    /** An IPv4 address from its 32 bits, most significant first. */
    public static IpAddress v4(int bits) {
        return new IpAddress(Family.IPV4, 0, Integer.toUnsignedLong(bits));
    }

    /** The same address as the JDK's type; the zone of a link-local address is dropped. */
    public static IpAddress of(InetAddress address) {
        return of(address.getAddress());
    }

    /** An address from its 4 or 16 bytes in network order. */
    public static IpAddress of(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> v4(ByteBuffer.wrap(bytes).getInt());
            case 16 -> {
                var buffer = ByteBuffer.wrap(bytes);
                yield new IpAddress(Family.IPV6, buffer.getLong(), buffer.getLong());
            }
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /** The 4 or 16 bytes in network order. */
    public byte[] bytes() {
        return switch (family) {
            case IPV4 -> ByteBuffer.allocate(4).putInt((int) low).array();
            case IPV6 -> ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        };
    }

    /** The JDK's type: an {@link Inet4Address} or an {@link Inet6Address} without zone. */
    public InetAddress toInet() {
        try {
            return switch (family) {
                case IPV4 -> InetAddress.getByAddress(bytes());
                // the plain factory would turn a mapped address into an Inet4Address
                case IPV6 -> Inet6Address.getByAddress(null, bytes(), -1);
            };
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** True for {@code 0.0.0.0} and {@code ::}. */
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /**
     * The address {@code n} further on; {@code n} may be negative.
     *
     * @throws IllegalArgumentException if the family ends before it
     */
    public IpAddress plus(long n) {
        long sum = low + n;
        if (family == Family.IPV4) {
            if (n > 0xffff_ffffL || n < -0xffff_ffffL || sum >>> 32 != 0) {
                throw beyond(n);
            }
            return new IpAddress(family, 0, sum);
        }
        boolean carry = n > 0 && Long.compareUnsigned(sum, low) < 0;
        boolean borrow = n < 0 && Long.compareUnsigned(sum, low) > 0;
        if ((carry && high == -1) || (borrow && high == 0)) {
            throw beyond(n);
        }
        return new IpAddress(family, carry ? high + 1 : borrow ? high - 1 : high, sum);
    }

    private IllegalArgumentException beyond(long n) {
        return new IllegalArgumentException(this + " has no address " + n + " further on");
    }

    /** The first address that shares the leading {@code length} bits: the rest set to zero. */
    IpAddress lowest(int length) {
        return new IpAddress(family, high & ~hostMaskHigh(length), low & ~hostMaskLow(length));
    }

    /** The last address that shares the leading {@code length} bits: the rest set to one. */
    IpAddress highest(int length) {
        return new IpAddress(family, high | hostMaskHigh(length), low | hostMaskLow(length));
    }

    /** Whether both share the leading {@code length} bits. */
    boolean agrees(IpAddress other, int length) {
        return family == other.family
                && ((high ^ other.high) & ~hostMaskHigh(length)) == 0
                && ((low ^ other.low) & ~hostMaskLow(length)) == 0;
    }

    /** The length of the largest block that begins here. */
    int shortestLength() {
        int zeros = low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
        return Math.max(0, family.bits() - zeros);
    }

    private long hostMaskHigh(int length) {
        if (family == Family.IPV4 || length >= 64) {
            return 0;
        }
        return -1L >>> length;
    }

    private long hostMaskLow(int length) {
        int hostBits = family.bits() - length;
        return hostBits >= 64 ? -1L : (1L << hostBits) - 1;
    }

    /** IPv4 before IPv6, then as unsigned numbers. */
    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted quad, or the canonical text of RFC 5952. */
    @Override
    public String toString() {
        return AddressText.format(this);
    }
}
