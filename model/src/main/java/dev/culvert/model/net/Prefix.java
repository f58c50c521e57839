package dev.culvert.model.net;

import dev.culvert.model.InvalidInput;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A block of addresses, {@code 10.0.0.0/8}: those that share the leading {@code length} bits of {@code network}. Always
 * canonical, that is, the other bits are zero; for an address that keeps them see {@link InterfaceAddress}.
 *
 * @param network the first address
 * @param length the number of leading bits that are fixed, 0 to 32 or 128
 */
public record Prefix(IpAddress network, int length) implements Comparable<Prefix> {

    /**
     * Refuses what is not canonical.
     *
     * @throws InvalidInput if the length does not suit the family, or host bits are set
     */
    public Prefix {
        PrefixText.requireLength(network, length);
        if (network.shortestLength() > length) {
            throw new InvalidInput(
                    "prefix",
                    network + "/" + length + " has host bits set",
                    "write " + network.lowest(length) + "/" + length + " or " + network + "/"
                            + network.family().bits());
        }
    }

    /**
     * Reads {@code address/length}.
     *
     * @throws InvalidInput naming what to write, if the text is no prefix or has host bits set
     */
    public static Prefix parse(String text) {
        PrefixText parts = PrefixText.parse("prefix", text);
        return new Prefix(parts.address(), parts.length());
    }

    /** The prefix of that length around an address, whatever its host bits. */
    public static Prefix containing(IpAddress address, int length) {
        PrefixText.requireLength(address, length);
        return new Prefix(address.lowest(length), length);
    }

    /** The prefix that holds just this address: /32 or /128. */
    public static Prefix host(IpAddress address) {
        return new Prefix(address, address.family().bits());
    }

    /** IPv4 or IPv6. */
    public Family family() {
        return network.family();
    }

    /** The first address, the same as {@link #network()}. */
    public IpAddress first() {
        return network;
    }

    /** The last address (in IPv4 the broadcast address of an ordinary network). */
    public IpAddress last() {
        return network.highest(length);
    }

    /** How many addresses it holds; {@link Long#MAX_VALUE} stands for that many or more. */
    public long size() {
        int hostBits = family().bits() - length;
        return hostBits >= 63 ? Long.MAX_VALUE : 1L << hostBits;
    }

    /** True if the address lies inside; false across families. */
    public boolean contains(IpAddress address) {
        return network.agrees(address, length);
    }

    /** True if every address of the other lies inside. */
    public boolean contains(Prefix other) {
        return other.length >= length && contains(other.network);
    }

    /** True if they share an address. Of two prefixes that do, one contains the other. */
    public boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }

    /**
     * Address number {@code n}, counted from {@link #first()}, which is number 0.
     *
     * @throws IllegalArgumentException if it would lie outside
     */
    public IpAddress host(long n) {
        if (n < 0 || n >= size()) {
            throw new IllegalArgumentException(this + " has no address number " + n);
        }
        return network.plus(n);
    }

    /** The next larger prefix around it, one bit shorter; {@code /0} is its own parent. */
    public Prefix parent() {
        return length == 0 ? this : containing(network, length - 1);
    }

    /**
     * Part number {@code index} (from 0) of those of the given length.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    public Prefix subnet(int subnetLength, int index) {
        int extra = subnetLength - length;
        if (extra < 0 || subnetLength > family().bits() || index < 0 || (extra < 31 && index >= 1 << extra)) {
            throw new IllegalArgumentException(this + " has no /" + subnetLength + " number " + index);
        }
        int shift = family().bits() - subnetLength;
        IpAddress start = shift >= 64
                ? new IpAddress(family(), network.high() | (long) index << (shift - 64), network.low())
                : shifted(index, shift);
        return new Prefix(start, subnetLength);
    }

    private IpAddress shifted(long index, int shift) {
        long intoHigh = shift == 0 ? 0 : index >>> (64 - shift);
        return new IpAddress(family(), network.high() | intoHigh, network.low() | index << shift);
    }

    /**
     * All parts of the given length, in order.
     *
     * @throws IllegalArgumentException if the length is shorter than this, or gives more than 2^30 parts
     */
    public Stream<Prefix> subnets(int subnetLength) {
        int extra = subnetLength - length;
        if (extra < 0 || extra > 30 || subnetLength > family().bits()) {
            throw new IllegalArgumentException(this + " cannot be divided into /" + subnetLength);
        }
        return LongStream.range(0, 1L << extra).mapToObj(index -> subnet(subnetLength, (int) index));
    }

    /** By family, then first address, then the larger block first. */
    @Override
    public int compareTo(Prefix other) {
        int byAddress = network.compareTo(other.network);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    /** {@code address/length}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return network + "/" + length;
    }
}
