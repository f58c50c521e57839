package dev.culvert.netlink.socket;

import dev.culvert.netlink.Family;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A raw IP socket (raw(7)) in the namespace of the thread that opened it; non-blocking, for one thread at a time. Needs CAP_NET_RAW.
 */
public final class RawSocket implements Pollable {
    private static final int SOCK_RAW = 3;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int IPPROTO_RAW = 255;

    private final Descriptor descriptor;

    private RawSocket(String name, Family family, int protocol) {
        descriptor = new Descriptor(name, family.number(), SOCK_RAW, protocol);
    }

    /**
     * ICMP or ICMPv6 messages. What is sent begins with the ICMP header; the checksum is the sender's work for IPv4 ({@link Checksum}), the
     * kernel's for IPv6. What is received begins with the IP header for IPv4, with the ICMP header for IPv6.
     */
    public static RawSocket icmp(Family family) {
        return family == Family.IPV4
                ? new RawSocket("ICMP socket", family, IPPROTO_ICMP)
                : new RawSocket("ICMPv6 socket", family, IPPROTO_ICMPV6);
    }

    /** Whole packets with any source, IP header included; for sending only. The kernel fills in an IPv4 header's checksum and length. */
    public static RawSocket ip(Family family) {
        return new RawSocket("raw IP socket", family, IPPROTO_RAW);
    }

    /** Gives what is sent a firewall mark. */
    public void mark(int value) {
        descriptor.mark(value);
    }

    /** Sends and receives by that link only. */
    public void bindToDevice(String link) {
        descriptor.bindToDevice(link);
    }

    /** Sends from that address, and receives only what is for it. */
    public void bind(InetAddress source) {
        descriptor.bind(SocketAddress.write(descriptor.address(), source, 0));
    }

    /** Sends native memory; false if the queue is full. */
    public boolean send(MemorySegment packet, InetAddress to) {
        return descriptor.send(packet, SocketAddress.write(descriptor.address(), to, 0));
    }

    /** Sends bytes; false if the queue is full. */
    public boolean send(byte[] packet, InetAddress to) {
        return send(descriptor.copy(packet), to);
    }

    /** Receives into native memory; empty if there is nothing. */
    public Optional<Received> receive(MemorySegment into) {
        int length = descriptor.receive(into);
        return length < 0
                ? Optional.empty()
                : Optional.of(new Received(SocketAddress.address(descriptor.address()), 0, length));
    }

    @Override
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
