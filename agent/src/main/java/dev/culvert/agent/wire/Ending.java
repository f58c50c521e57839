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
    private static final int TCP_HEADER = 20;
    private static final int SYN = 2;

    private Ending() {}

    /** Whether its packet only asks the client, which shows by its answer whether the flow has ended. */
    public static boolean asks(Flow flow) {
        return flow.protocol() == Ipv4.TCP;
    }

    /** A whole IPv4 packet, from the flow's remote to the client; its IP checksum and length are left to the kernel. */
    public static byte[] of(Flow flow) {
        return asks(flow) ? syn(flow) : unreachable(flow);
    }

    private static byte[] syn(Flow flow) {
        byte[] packet = new byte[Ipv4.LENGTH + TCP_HEADER];
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        Ipv4.put(buffer, packet.length, Ipv4.TCP, flow.remote(), flow.client());
        buffer.putShort((short) flow.remotePort()).putShort((short) flow.clientPort());
        buffer.putInt(0)
                .putInt(0)
                .put((byte) ((TCP_HEADER / 4) << 4))
                .put((byte) SYN)
                .putShort((short) 1024);
        int pseudo = half(flow.remote()) + half(flow.client()) + Ipv4.TCP + TCP_HEADER;
        buffer.putShort(Ipv4.LENGTH + 16, (short) Checksum.of(pseudo, packet, Ipv4.LENGTH, packet.length));
        return packet;
    }

    private static byte[] unreachable(Flow flow) {
        byte[] packet = new byte[Ipv4.LENGTH + 8 + Ipv4.LENGTH + 8];
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        Ipv4.put(buffer, packet.length, Ipv4.ICMP, flow.remote(), flow.client());
        buffer.put((byte) Icmp.UNREACHABLE)
                .put((byte) Icmp.PORT_UNREACHABLE)
                .putShort((short) 0)
                .putInt(0);
        int inner = buffer.position();
        Ipv4.put(buffer, Ipv4.LENGTH + 8, flow.protocol(), flow.client(), flow.remote());
        if (flow.protocol() == Ipv4.UDP) {
            buffer.putShort((short) flow.clientPort())
                    .putShort((short) flow.remotePort())
                    .putShort((short) 8);
        }
        Ipv4.sum(packet, inner);
        buffer.putShort(Ipv4.LENGTH + 2, (short) Checksum.of(packet, Ipv4.LENGTH, packet.length));
        return packet;
    }

    private static int half(int address) {
        return (address >>> 16) + (address & 0xffff);
    }
}
