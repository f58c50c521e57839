package dev.culvert.lab.standin;

import dev.culvert.agent.gluetun.GluetunVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The stand-in as a process of its own on a gateway: {@code GluetunProcess v3.41.2}, on gluetun's own ports. It is told about its
 * tunnel by lines on standard input and runs until it is killed, whatever becomes of that input.
 */
public final class GluetunProcess {

    private static final int CONTROL_PORT = 8000;
    private static final int HEALTH_PORT = 9999;

    private GluetunProcess() {}

    /** One argument, an image tag such as {@code v3.41.2}. The health server listens on loopback, as gluetun's does. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("one argument is wanted: the image tag to behave like, such as v3.41.2");
        }
        GluetunVersion version = GluetunVersion.ofTag(arguments[0])
                .orElseThrow(() -> new IllegalArgumentException(
                        "no known version of gluetun: " + arguments[0] + "; known are v3.39.0 and later, and latest"));
        StandInTunnel tunnel = new StandInTunnel(version, InstantSource.system());
        // The server's own thread keeps the process alive after the input has ended.
        GluetunStandIn.start(
                version,
                tunnel,
                List.of(),
                new InetSocketAddress(CONTROL_PORT),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), HEALTH_PORT));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            try {
                obey(tunnel, line);
            } catch (IllegalArgumentException e) {
                System.err.println(e.getMessage());
            }
        }
    }

    /** {@code up ADDRESS [PORT...]}, {@code die} (swallows packets, goes on saying healthy) or {@code crash}. */
    static void obey(StandInTunnel tunnel, String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        switch (words.getFirst()) {
            case "up" -> {
                if (words.size() < 2) {
                    throw new IllegalArgumentException("up wants the public address: up ADDRESS [PORT...]");
                }
                List<Integer> ports = new ArrayList<>();
                for (String port : words.subList(2, words.size())) {
                    ports.add(Integer.valueOf(port));
                }
                tunnel.up(words.get(1), ports);
            }
            case "die" -> tunnel.die();
            case "crash" -> tunnel.crash();
            default -> throw new IllegalArgumentException("no such order: " + line + "; known are up, die and crash");
        }
    }
}
