package dev.culvert.model.net;

import dev.culvert.model.InvalidInput;

/**
 * An Ethernet address.
 *
 * @param bits its 48 bits, the first octet most significant
 */
public record MacAddress(long bits) {
    private static final long LOCALLY_ADMINISTERED = 0x0200_0000_0000L;
    private static final long VRRP_IPV4 = 0x0000_5e00_0100L;
    private static final long VRRP_IPV6 = 0x0000_5e00_0200L;

    /** Refuses more than 48 bits. */
    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits");
        }
    }

    /**
     * Reads six octets in hexadecimal, separated by colons.
     *
     * @throws InvalidInput if the text is none
     */
    public static MacAddress parse(String text) {
        if (!text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
            throw new InvalidInput("mac", text + " is no MAC address", "write six octets, as in 02:00:c0:a8:18:01");
        }
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    /**
     * The MAC that belongs to an IPv4 address of ours: {@code 02:00} and the address. Locally administered (IEEE 802,
     * bit 1 of the first octet), hence never a manufacturer's; the same address always has the same MAC, so whoever takes
     * over the one takes over the other.
     */
    public static MacAddress forAddress(IpAddress address) {
        if (address.family() != Family.IPV4) {
            throw new IllegalArgumentException("a MAC holds an IPv4 address, not " + address);
        }
        return new MacAddress(LOCALLY_ADMINISTERED | address.low());
    }

    /**
     * The virtual router's MAC by RFC 9568, 7.3 (RFC 5798 before it): {@code 00:00:5e:00:01:VRID} for IPv4,
     * {@code 00:00:5e:00:02:VRID} for IPv6.
     *
     * @param vrid the virtual router's number, 1 to 255
     */
    public static MacAddress vrrp(Family family, int vrid) {
        if (vrid < 1 || vrid > 255) {
            throw new InvalidInput("vrid", vrid + " is no virtual router id", "take a number from 1 to 255");
        }
        return new MacAddress((family == Family.IPV4 ? VRRP_IPV4 : VRRP_IPV6) | vrid);
    }

    /** The six octets in order. */
    public byte[] bytes() {
        var octets = new byte[6];
        for (int i = 0; i < 6; i++) {
            octets[i] = (byte) (bits >>> (40 - 8 * i));
        }
        return octets;
    }

    /** Lower case, separated by colons. */
    @Override
    public String toString() {
        return String.format("%012x", bits).replaceAll("(..)(?!$)", "$1:");
    }
}
