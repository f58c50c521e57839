package dev.culvert.netlink.socket;

/** A socket that a {@link Poller} can wait for. */
public sealed interface Pollable extends AutoCloseable permits RawSocket, UdpSocket, LinkSocket {
    /** Its file descriptor. */
    int descriptor();

    @Override
    void close();
}
