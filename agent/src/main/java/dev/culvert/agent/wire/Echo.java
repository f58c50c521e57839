package dev.culvert.agent.wire;

import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.socket.Checksum;
import java.nio.ByteBuffer;

/** An ICMP echo (RFC 792) as a probe, and what a raw ICMP socket hears: its reply, or a refusal with what was refused inside. */
public sealed interface Echo {
    /** Bytes of a probe: enough to hold a time, as ping's default. */
    int LENGTH = 64;

    /** Bytes of an Ethernet header. */
    int ETHERNET = 14;

    /** The reply to the probe with those numbers. */
    record Reply(int id, int sequence) implements Echo {}

    /** Somebody on the way could not pass the probe on (type 3). */
    record Refused(int id, int sequence) implements Echo {}

    /** Nobody listens where the heartbeat went (type 3, code 3). */
    record Unheard() implements Echo {}

    /** Something else. */
    record Other() implements Echo {}

    /** An echo request. */
    static byte[] request(int id, int sequence) {
        byte[] message = new byte[LENGTH];
        ByteBuffer.wrap(message)
                .put((byte) Icmp.ECHO_REQUEST)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) id)
                .putShort((short) sequence);
        int sum = Checksum.of(message, 0, LENGTH);
        message[2] = (byte) (sum >> 8);
        message[3] = (byte) sum;
        return message;
    }

    /** The same, in a packet from and to those IPv4 addresses, in a frame to and from {@code link}. */
    static byte[] frame(MacAddress link, IpAddress source, IpAddress destination, int id, int sequence) {
        byte[] frame = new byte[ETHERNET + Ipv4.LENGTH + LENGTH];
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        buffer.put(link.bytes()).put(link.bytes()).putShort((short) Ipv4.ETHER_TYPE);
        Ipv4.put(buffer, Ipv4.LENGTH + LENGTH, Ipv4.ICMP, (int) source.low(), (int) destination.low());
        Ipv4.sum(frame, ETHERNET);
        buffer.put(request(id, sequence));
        return frame;
    }

    /** Reads what a raw ICMP socket received: an IPv4 packet. */
    static Echo read(byte[] packet, int length) {
        int icmp = headerLength(packet, 0, length);
        if (icmp < 0 || icmp + 8 > length) {
            return new Other();
        }
        if (packet[icmp] == Icmp.ECHO_REPLY) {
            return new Reply(u16(packet, icmp + 4), u16(packet, icmp + 6));
        }
        return packet[icmp] == Icmp.UNREACHABLE ? refusal(packet, icmp, length) : new Other();
    }

    private static Echo refusal(byte[] packet, int icmp, int length) {
        int inner = icmp + 8;
        int payload = headerLength(packet, inner, length);
        if (payload < 0 || payload + 8 > length) {
            return new Other();
        }
        if (packet[inner + 9] == Ipv4.ICMP && packet[payload] == Icmp.ECHO_REQUEST) {
            return new Refused(u16(packet, payload + 4), u16(packet, payload + 6));
        }
        boolean heartbeat = packet[inner + 9] == Ipv4.UDP && u16(packet, payload + 2) == Heartbeat.PORT;
        return heartbeat && packet[icmp + 1] == Icmp.PORT_UNREACHABLE ? new Unheard() : new Other();
    }

    private static int headerLength(byte[] packet, int at, int length) {
        if (at + Ipv4.LENGTH > length || (packet[at] >> 4 & 0xf) != 4) {
            return -1;
        }
        return at + 4 * (packet[at] & 0xf);
    }

    private static int u16(byte[] packet, int at) {
        return (packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff);
    }
}
