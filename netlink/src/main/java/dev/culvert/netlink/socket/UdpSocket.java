package dev.culvert.netlink.socket;

import dev.culvert.netlink.Family;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Optional;

/** A UDP socket that can be marked and bound to a link; in the namespace of the thread that opened it, non-blocking, for one thread at a time. */
public final class UdpSocket implements Pollable {
    private static final int SOCK_DGRAM = 2;

    private final Descriptor descriptor;

    private UdpSocket(Family family) {
        descriptor = new Descriptor("UDP socket", family.number(), SOCK_DGRAM, 0);
    }

    /** A socket of that family, not yet bound. */
    public static UdpSocket open(Family family) {
        return new UdpSocket(family);
    }

    /** Gives what is sent a firewall mark; needs CAP_NET_ADMIN. */
    public void mark(int value) {
        descriptor.mark(value);
    }

    /** Sends and receives by that link only. */
    public void bindToDevice(String link) {
        descriptor.bindToDevice(link);
    }

    /** Sends from that address and port, and receives what is for it; port 0 lets the kernel choose. */
    public void bind(InetAddress source, int port) {
        descriptor.bind(SocketAddress.write(descriptor.address(), source, port));
    }

    /** Sends native memory; false if the queue is full. An error that came back for an earlier packet is thrown here (ECONNREFUSED). */
    public boolean send(MemorySegment packet, InetAddress to, int port) {
        return descriptor.send(packet, SocketAddress.write(descriptor.address(), to, port));
    }

    /** Sends bytes; false if the queue is full. */
    public boolean send(byte[] packet, InetAddress to, int port) {
        return send(descriptor.copy(packet), to, port);
    }

    /** Receives into native memory; empty if there is nothing. */
    public Optional<Received> receive(MemorySegment into) {
        int length = descriptor.receive(into);
        return length < 0
                ? Optional.empty()
                : Optional.of(new Received(
                        SocketAddress.address(descriptor.address()), SocketAddress.port(descriptor.address()), length));
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
