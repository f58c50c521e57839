package dev.culvert.netlink;

import java.util.HexFormat;

/**
 * A 48-bit link-layer address.
 *
 * @param value the address as a number, the first byte highest
 */
public record MacAddress(long value) {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");
    private static final int BYTES = 6;

    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits: " + Long.toHexString(value));
        }
    }

    /** Reads {@code 02:00:00:00:00:01}. */
    public static MacAddress of(String text) {
        try {
            return of(COLONS.parseHex(text));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + text + "' is not a MAC address", malformed);
        }
    }

    /** The address of six bytes. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length);
        }
        long value = 0;
        for (byte b : bytes) {
            value = value << 8 | (b & 0xff);
        }
        return new MacAddress(value);
    }

    /** Its six bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (value >> (8 * (BYTES - 1 - i)));
        }
        return bytes;
    }

    /** {@code 02:00:00:00:00:01}. */
    @Override
    public String toString() {
        return COLONS.formatHex(bytes());
    }
}
