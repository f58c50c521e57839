package dev.culvert.lab.scenario;

import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.socket.Checksum;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Packets made by hand, as a program with raw sockets would make them. */
final class Crafted {
    private static final byte[] PAYLOAD = "leak".getBytes(StandardCharsets.US_ASCII);
    private static final int UDP_LENGTH = 8 + PAYLOAD.length;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    private Crafted() {}

    /** A UDP datagram with its IP header; no UDP checksum over IPv4, where it may be left out (RFC 768). */
    static byte[] udp(InetAddress from, InetAddress to, int port) {
        return from instanceof Inet4Address ? udp4(from, to, port) : udp6(from, to, port);
    }

    /** An Ethernet frame around an IP packet. */
    static byte[] frame(MacAddress from, MacAddress to, byte[] packet) {
        int etherType = packet[0] >> 4 == 4 ? 0x0800 : 0x86dd;
        return ByteBuffer.allocate(14 + packet.length)
                .put(to.bytes())
                .put(from.bytes())
                .putShort((short) etherType)
                .put(packet)
                .array();
    }

    /** The frame of an ARP reply (RFC 826) that tells {@code to} that {@code address} is at {@code who}. */
    static byte[] arpReply(MacAddress who, InetAddress address, MacAddress to) {
        return ByteBuffer.allocate(42)
                .put(to.bytes())
                .put(who.bytes())
                .putShort((short) 0x0806)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 2)
                .put(who.bytes())
                .put(address.getAddress())
                .put(to.bytes())
                .array();
    }

    /** A router advertisement (RFC 4861, 4.2) that offers itself as default router and a /64 to number oneself in. */
    static byte[] routerAdvertisement(InetAddress from, InetAddress to, InetAddress prefix) {
        byte[] message = ByteBuffer.allocate(16 + 32)
                .put((byte) 134)
                .put((byte) 0)
                .putShort((short) 0)
                .put((byte) 64)
                .put((byte) 0)
                .putShort((short) 1800)
                .putInt(0)
                .putInt(0)
                .put((byte) 3)
                .put((byte) 4)
                .put((byte) 64)
                .put((byte) 0xc0)
                .putInt(3600)
                .putInt(3600)
                .putInt(0)
                .put(prefix.getAddress())
                .array();
        put(message, 2, checksum6(from, to, ICMPV6, message));
        return ip6(from, to, ICMPV6, message);
    }

    private static byte[] udp4(InetAddress from, InetAddress to, int port) {
        byte[] packet = ByteBuffer.allocate(20 + UDP_LENGTH)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (20 + UDP_LENGTH))
                .putInt(0)
                .put((byte) 64)
                .put((byte) UDP)
                .putShort((short) 0)
                .put(from.getAddress())
                .put(to.getAddress())
                .put(datagram(port))
                .array();
        put(packet, 10, Checksum.of(packet, 0, 20));
        return packet;
    }

    private static byte[] udp6(InetAddress from, InetAddress to, int port) {
        byte[] datagram = datagram(port);
        put(datagram, 6, checksum6(from, to, UDP, datagram));
        return ip6(from, to, UDP, datagram);
    }

    private static byte[] datagram(int port) {
        return ByteBuffer.allocate(UDP_LENGTH)
                .putShort((short) 40_000)
                .putShort((short) port)
                .putShort((short) UDP_LENGTH)
                .putShort((short) 0)
                .put(PAYLOAD)
                .array();
    }

    private static byte[] ip6(InetAddress from, InetAddress to, int protocol, byte[] payload) {
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(0x6000_0000)
                .putShort((short) payload.length)
                .put((byte) protocol)
                .put((byte) 255)
                .put(from.getAddress())
                .put(to.getAddress())
                .put(payload)
                .array();
    }

    private static int checksum6(InetAddress from, InetAddress to, int protocol, byte[] payload) {
        byte[] all = ByteBuffer.allocate(40 + payload.length)
                .put(from.getAddress())
                .put(to.getAddress())
                .putInt(payload.length)
                .putInt(protocol)
                .put(payload)
                .array();
        return Checksum.of(all, 0, all.length);
    }

    private static void put(byte[] bytes, int at, int checksum) {
        bytes[at] = (byte) (checksum >> 8);
        bytes[at + 1] = (byte) checksum;
    }
}
