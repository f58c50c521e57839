package dev.culvert.agent.wire;

import dev.culvert.netlink.socket.Checksum;
import java.nio.ByteBuffer;

/** An ICMP echo (RFC 792) as a probe, and what comes back for it: the reply, or a router's refusal with the probe inside. */
public sealed interface Echo {
    /** Bytes of a probe: enough to hold a time, as ping's default. */
    int LENGTH = 64;

    /** The reply to the probe with those numbers. */
    record Reply(int id, int sequence) implements Echo {}

    /** Somebody on the way could not pass the probe on (type 3). */
    record Refused(int id, int sequence) implements Echo {}

    /** Something else. */
    record Other() implements Echo {}

    /** An echo request. */
    static byte[] request(int id, int sequence) {
        byte[] message = new byte[LENGTH];
        ByteBuffer.wrap(message)
                .put((byte) 8)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) id)
                .putShort((short) sequence);
        int sum = Checksum.of(message, 0, LENGTH);
        message[2] = (byte) (sum >> 8);
        message[3] = (byte) sum;
        return message;
    }

    /** Reads what a raw ICMP socket received: an IPv4 packet. */
    static Echo read(byte[] packet, int length) {
        int icmp = headerLength(packet, 0, length);
        if (icmp < 0 || icmp + 8 > length) {
            return new Other();
        }
        if (packet[icmp] == 0) {
            return new Reply(u16(packet, icmp + 4), u16(packet, icmp + 6));
        }
        int inner = icmp + 8;
        int innerIcmp = headerLength(packet, inner, length);
        boolean refusesEcho = packet[icmp] == 3
                && innerIcmp >= 0
                && innerIcmp + 8 <= length
                && packet[inner + 9] == 1
                && packet[innerIcmp] == 8;
        return refusesEcho ? new Refused(u16(packet, innerIcmp + 4), u16(packet, innerIcmp + 6)) : new Other();
    }

    private static int headerLength(byte[] packet, int at, int length) {
        if (at + 20 > length || (packet[at] >> 4 & 0xf) != 4) {
            return -1;
        }
        return at + 4 * (packet[at] & 0xf);
    }

    private static int u16(byte[] packet, int at) {
        return (packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff);
    }
}
