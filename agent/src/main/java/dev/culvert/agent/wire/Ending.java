package dev.culvert.agent.wire;

import dev.culvert.dataplane.Flow;
import dev.culvert.netlink.socket.Checksum;
import java.nio.ByteBuffer;

/**
 * The packet that makes a client see the end of a flow whose gateway is lost, though it may only be listening.
 *
 * <p>A TCP reset counts only with the exact sequence number (RFC 5961, 3.2), which a router that sees one direction does
 * not know. So it sends a SYN instead, which the client answers with a challenge ACK (section 4.2) whatever its number;
 * that ACK arrives at the router, whose rules answer it with the reset, now exact. Other flows get what the protocol has:
 * ICMP port unreachable with the beginning of the client's packet.
 */
public final class Ending {
    private static final int IP = 20;
    private static final int TCP = 20;
    private static final int SYN = 2;
    private static final int UDP_PROTOCOL = 17;
    private static final int TCP_PROTOCOL = 6;

    private Ending() {}

    /** A whole IPv4 packet, from the flow's remote to the client; its IP checksum and length are left to the kernel. */
    public static byte[] of(Flow flow) {
        return flow.protocol() == TCP_PROTOCOL ? syn(flow) : unreachable(flow);
    }

    private static byte[] syn(Flow flow) {
        byte[] packet = new byte[IP + TCP];
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        ip(buffer, packet.length, TCP_PROTOCOL, flow.remote(), flow.client());
        buffer.putShort((short) flow.remotePort()).putShort((short) flow.clientPort());
        buffer.putInt(0).putInt(0).put((byte) ((TCP / 4) << 4)).put((byte) SYN).putShort((short) 1024);
        int pseudo = half(flow.remote()) + half(flow.client()) + TCP_PROTOCOL + TCP;
        buffer.putShort(IP + 16, (short) Checksum.of(pseudo, packet, IP, packet.length));
        return packet;
    }

    private static byte[] unreachable(Flow flow) {
        byte[] packet = new byte[IP + 8 + IP + 8];
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        ip(buffer, packet.length, 1, flow.remote(), flow.client());
        buffer.put((byte) 3).put((byte) 3).putShort((short) 0).putInt(0);
        int inner = buffer.position();
        ip(buffer, IP + 8, flow.protocol(), flow.client(), flow.remote());
        if (flow.protocol() == UDP_PROTOCOL) {
            buffer.putShort((short) flow.clientPort())
                    .putShort((short) flow.remotePort())
                    .putShort((short) 8);
        }
        buffer.putShort(inner + 10, (short) Checksum.of(packet, inner, inner + IP));
        buffer.putShort(IP + 2, (short) Checksum.of(packet, IP, packet.length));
        return packet;
    }

    private static void ip(ByteBuffer buffer, int length, int protocol, int source, int destination) {
        buffer.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
        buffer.put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(source)
                .putInt(destination);
    }

    private static int half(int address) {
        return (address >>> 16) + (address & 0xffff);
    }
}
