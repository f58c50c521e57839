package dev.culvert.agent.wire;

import dev.culvert.netlink.socket.Checksum;
import java.nio.ByteBuffer;

/** The header of an IPv4 packet (RFC 791) without options. */
final class Ipv4 {
    /** Its length in bytes. */
    static final int LENGTH = 20;

    /** Its EtherType. */
    static final int ETHER_TYPE = 0x0800;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;

    private static final int TTL = 64;
    private static final int CHECKSUM = 10;

    private Ipv4() {}

    /** Puts it where {@code buffer} stands, without checksum; {@code length} is that of the whole packet. */
    static void put(ByteBuffer buffer, int length, int protocol, int source, int destination) {
        buffer.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
        buffer.put((byte) TTL)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(source)
                .putInt(destination);
    }

    /** Completes a header that begins at {@code at}. */
    static void sum(byte[] packet, int at) {
        ByteBuffer.wrap(packet).putShort(at + CHECKSUM, (short) Checksum.of(packet, at, at + LENGTH));
    }
}
