package dev.culvert.lab.capture;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is read of an IP packet.
 *
 * @param source where it came from
 * @param destination where it was going
 * @param protocol IP protocol number, behind IPv6 extension headers
 * @param sourcePort source port; 0 where there is none to be read
 * @param destinationPort destination port; 0 where there is none to be read
 */
public record Packet(InetAddress source, InetAddress destination, int protocol, int sourcePort, int destinationPort) {
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int IPV6_HEADER = 40;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private record Transport(int protocol, int offset) {}

    /** Reads an Ethernet frame; empty if it holds no IP packet that could be read. */
    static Optional<Packet> ofFrame(ByteBuffer frame) {
        try {
            ByteBuffer ip = frame.slice(ETHERNET_HEADER, frame.limit() - ETHERNET_HEADER);
            return switch (Short.toUnsignedInt(frame.getShort(12))) {
                case ETHERTYPE_IPV4 -> Optional.of(ipv4(ip));
                case ETHERTYPE_IPV6 -> Optional.of(ipv6(ip));
                default -> Optional.empty();
            };
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** Whether it is a DNS query or answer by its port, over TLS included. */
    boolean isDns() {
        return isDnsPort(sourcePort) || isDnsPort(destinationPort);
    }

    /** The protocol's name, or its number. */
    String protocolName() {
        return switch (protocol) {
            case 1 -> "icmp";
            case TCP -> "tcp";
            case UDP -> "udp";
            case 58 -> "icmpv6";
            default -> Integer.toString(protocol);
        };
    }

    private static boolean isDnsPort(int port) {
        return port == 53 || port == 853;
    }

    private static Packet ipv4(ByteBuffer ip) {
        int fragmentOffset = ip.getShort(6) & 0x1fff;
        int protocol = Byte.toUnsignedInt(ip.get(9));
        int header = 4 * (ip.get(0) & 0xf);
        return of(address(ip, 12, 4), address(ip, 16, 4), protocol, fragmentOffset == 0, ip, header);
    }

    private static Packet ipv6(ByteBuffer ip) {
        Transport transport = transport(ip);
        return of(address(ip, 8, 16), address(ip, 24, 16), transport.protocol, true, ip, transport.offset);
    }

    private static Packet of(
            InetAddress from, InetAddress to, int protocol, boolean first, ByteBuffer ip, int transport) {
        boolean ports = first && (protocol == TCP || protocol == UDP) && transport + 4 <= ip.limit();
        return new Packet(
                from,
                to,
                protocol,
                ports ? Short.toUnsignedInt(ip.getShort(transport)) : 0,
                ports ? Short.toUnsignedInt(ip.getShort(transport + 2)) : 0);
    }

    /** Skips extension headers (RFC 8200, 4): hop-by-hop, routing, destination options, and the first fragment's. */
    private static Transport transport(ByteBuffer ip) {
        int protocol = Byte.toUnsignedInt(ip.get(6));
        int offset = IPV6_HEADER;
        while (offset + 8 <= ip.limit()) {
            int next = Byte.toUnsignedInt(ip.get(offset));
            switch (protocol) {
                case 0, 43, 60 -> offset += 8 * (1 + Byte.toUnsignedInt(ip.get(offset + 1)));
                case 44 -> {
                    if ((ip.getShort(offset + 2) & 0xfff8) != 0) {
                        // A later fragment has no transport header.
                        return new Transport(next, ip.limit());
                    }
                    offset += 8;
                }
                default -> {
                    return new Transport(protocol, offset);
                }
            }
            protocol = next;
        }
        return new Transport(protocol, offset);
    }

    private static InetAddress address(ByteBuffer ip, int offset, int length) {
        byte[] bytes = new byte[length];
        ip.get(offset, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }
}
