package dev.culvert.model.net;

import dev.culvert.model.InvalidInput;

/**
 * An address as an interface has it, {@code 10.2.0.5/24}: the address itself and how long the network on the link is.
 *
 * @param address the interface's own address, host bits and all
 * @param length the length of the on-link prefix, 0 to 32 or 128
 */
public record InterfaceAddress(IpAddress address, int length) {

    /**
     * Refuses a length that does not suit the family.
     *
     * @throws InvalidInput if the length is out of range
     */
    public InterfaceAddress {
        PrefixText.requireLength(address, length);
    }

    /**
     * Reads {@code address/length}.
     *
     * @throws InvalidInput naming what to write, if the text is no address with a length
     */
    public static InterfaceAddress parse(String text) {
        PrefixText parts = PrefixText.parse("interface address", text);
        return new InterfaceAddress(parts.address(), parts.length());
    }

    /** The address alone on its link: /32 or /128. */
    public static InterfaceAddress host(IpAddress address) {
        return new InterfaceAddress(address, address.family().bits());
    }

    /** IPv4 or IPv6. */
    public Family family() {
        return address.family();
    }

    /** The network on the link. */
    public Prefix prefix() {
        return Prefix.containing(address, length);
    }

    /** {@code address/length}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return address + "/" + length;
    }
}
