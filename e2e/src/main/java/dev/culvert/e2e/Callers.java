package dev.culvert.e2e;

import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Programs of the remote that ask what is reached by an exit, each from a port of its own. */
final class Callers {
    /** How many ask at a time: each answer takes some processes of the pod, and all at once would keep each other waiting on a small machine. */
    private static final int AT_ONCE = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int LARGEST = 100;

    private final String host;

    /** Those of a host, by its namespace's name. */
    Callers(String host) {
        this.host = host;
    }

    /** The answer to a request, or nothing. */
    String http(String url) {
        return String.join("", http(url, 1));
    }

    /** The different answers to so many requests; none is the empty one. */
    Set<String> http(String url, int requests) {
        return answers(() -> get(url), requests);
    }

    /** The same of datagrams. */
    Set<String> datagrams(String address, int port, int datagrams) {
        return answers(() -> ask(InetAddress.ofLiteral(address), port), datagrams);
    }

    private Set<String> answers(Callable<String> question, int times) {
        try (NetworkNamespace namespace = NetworkNamespace.open(host);
                var callers = Executors.newFixedThreadPool(AT_ONCE)) {
            Callable<String> caller = () -> namespace.call(() -> orNothing(question));
            Set<String> answers = new HashSet<>();
            for (var answer : callers.invokeAll(Collections.nCopies(times, caller))) {
                answers.add(answer.get().strip());
            }
            return answers;
        } catch (Exception e) {
            throw new IllegalStateException("nobody can ask from " + host, e);
        }
    }

    private static String orNothing(Callable<String> question) throws Exception {
        try {
            return question.call();
        } catch (IOException refusedOrLate) {
            return "";
        }
    }

    private static String get(String url) throws IOException {
        var connection = URI.create(url).toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String ask(InetAddress address, int port) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(address, port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.send(new DatagramPacket(new byte[] {'?'}, 1));
            var answer = new DatagramPacket(new byte[LARGEST], LARGEST);
            socket.receive(answer);
            return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        }
    }
}
