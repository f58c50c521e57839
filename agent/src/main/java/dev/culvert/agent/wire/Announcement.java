package dev.culvert.agent.wire;

import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.MacAddress;
import java.nio.ByteBuffer;

/** Gratuitous ARP (RFC 5227, 3): who has the address, said to everybody on a link, switches among them. */
public final class Announcement {
    private static final int LENGTH = 42;
    private static final short ETHER_TYPE = 0x0806;
    private static final short ETHERNET = 1;
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final short REQUEST = 1;

    private Announcement() {}

    /** A whole frame, in which {@code mac} asks for the address that it has itself. */
    public static byte[] frame(MacAddress mac, IpAddress address) {
        int bits = (int) address.low();
        return ByteBuffer.allocate(LENGTH)
                .put(EVERYBODY)
                .put(mac.bytes())
                .putShort(ETHER_TYPE)
                .putShort(ETHERNET)
                .putShort((short) Ipv4.ETHER_TYPE)
                .put((byte) 6)
                .put((byte) 4)
                .putShort(REQUEST)
                .put(mac.bytes())
                .putInt(bits)
                .put(new byte[6])
                .putInt(bits)
                .array();
    }
}
