package dev.culvert.netlink.socket;

import dev.culvert.netlink.Family;
import dev.culvert.netlink.wire.Attributes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)). */
final class SocketAddress {
    /** Enough for any of them. */
    static final int LENGTH = 28;

    private static final int IN_LENGTH = 16;
    private static final int PORT = 2;
    private static final int IN_ADDRESS = 4;
    private static final int IN6_ADDRESS = 8;
    private static final int IN6_SCOPE = 24;

    private SocketAddress() {}

    /** Writes an address and returns its length. */
    static int write(MemorySegment to, InetAddress address, int port) {
        to.fill((byte) 0);
        to.set(ValueLayout.JAVA_SHORT, 0, (short) Family.of(address).number());
        to.set(ValueLayout.JAVA_BYTE, PORT, (byte) (port >> 8));
        to.set(ValueLayout.JAVA_BYTE, PORT + 1, (byte) port);
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, IN_ADDRESS, bytes.length);
            return IN_LENGTH;
        }
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, IN6_ADDRESS, bytes.length);
        to.set(ValueLayout.JAVA_INT, IN6_SCOPE, address instanceof Inet6Address six ? six.getScopeId() : 0);
        return LENGTH;
    }

    static int port(MemorySegment from) {
        return (from.get(ValueLayout.JAVA_BYTE, PORT) & 0xff) << 8 | (from.get(ValueLayout.JAVA_BYTE, PORT + 1) & 0xff);
    }

    static InetAddress address(MemorySegment from) {
        boolean six = from.get(ValueLayout.JAVA_SHORT, 0) == Family.IPV6.number();
        byte[] bytes = new byte[six ? 16 : 4];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, six ? IN6_ADDRESS : IN_ADDRESS, bytes, 0, bytes.length);
        int scope = six ? from.get(ValueLayout.JAVA_INT, IN6_SCOPE) : 0;
        if (scope == 0) {
            return Attributes.address(bytes);
        }
        try {
            return Inet6Address.getByAddress("", bytes, scope);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an address", impossible);
        }
    }
}
