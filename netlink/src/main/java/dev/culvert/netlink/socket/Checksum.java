package dev.culvert.netlink.socket;

/** The internet checksum (RFC 1071). */
public final class Checksum {
    private Checksum() {}

    /** Of bytes in which the checksum's own field is 0. Put it in high byte first. */
    public static int of(byte[] bytes, int from, int to) {
        return of(0, bytes, from, to);
    }

    /** The same, with a sum of 16-bit words before it, such as a pseudo header's. */
    public static int of(int sum, byte[] bytes, int from, int to) {
        long total = Integer.toUnsignedLong(sum);
        for (int i = from; i < to; i++) {
            total += (i - from) % 2 == 0 ? (bytes[i] & 0xff) << 8 : bytes[i] & 0xff;
        }
        while (total >> 16 != 0) {
            total = (total & 0xffff) + (total >> 16);
        }
        return (int) ~total & 0xffff;
    }
}
