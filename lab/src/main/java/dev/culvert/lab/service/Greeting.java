package dev.culvert.lab.service;

import dev.culvert.model.net.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** What an echo service tells its caller first: the address and port that the caller was seen with, in one line. */
public final class Greeting {
    private Greeting() {}

    static byte[] to(InetSocketAddress caller) {
        return (text(caller.getAddress()) + " " + caller.getPort() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The address in a greeting. */
    public static String address(String greeting) {
        return greeting.split(" ", 2)[0];
    }

    static String text(InetAddress address) {
        return IpAddress.of(address).toString();
    }
}
