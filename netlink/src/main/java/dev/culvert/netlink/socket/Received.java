package dev.culvert.netlink.socket;

import java.net.InetAddress;

/**
 * A packet that was received.
 *
 * @param port the sender's, 0 for raw sockets
 * @param length in bytes; if it is more than the buffer has, the rest is lost
 */
public record Received(InetAddress source, int port, int length) {}
