package dev.culvert.lab.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.LabException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The control socket's protocol: one request, a line of JSON; then lines {@code {"progress": …}}, as many as there
 * are; then one line {@code {"answer": …}} or {@code {"error": …}}.
 */
final class Control {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    static final JsonMapper JSON = new JsonMapper();

    /**
     * A request.
     *
     * @param verb what to do
     * @param host to which host; empty where it needs none
     * @param how in which way; empty where it needs none
     */
    record Request(String verb, String host, String how) {}

    private Control() {}

    /** The same of one that answers in time; else it does not ({@link java.nio.channels.AsynchronousCloseException}). */
    static JsonNode ask(Path socket, Request request, Duration patience) throws IOException {
        return ask(socket, request, line -> {}, patience);
    }

    /** Asks the daemon behind {@code socket}, and hands over its progress for as long as it takes. */
    static JsonNode ask(Path socket, Request request, Consumer<String> progress) throws IOException {
        return ask(socket, request, progress, FOR_EVER);
    }

    private static JsonNode ask(Path socket, Request request, Consumer<String> progress, Duration patience)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> closeAfter(patience, channel));
            send(channel, request);
            BufferedReader lines = reader(channel);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode reply = JSON.readTree(line);
                if (reply.has("error")) {
                    throw new LabException(reply.get("error").asText());
                }
                if (reply.has("answer")) {
                    return reply.get("answer");
                }
                progress.accept(reply.path("progress").asText());
            }
        }
        throw new LabException("the lab ended before it answered");
    }

    /** Whoever waits for an answer is told that there is none. */
    private static void closeAfter(Duration patience, SocketChannel channel) {
        try {
            Thread.sleep(patience);
            channel.close();
        } catch (InterruptedException | IOException ended) {
            return;
        }
    }

    static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    static void send(SocketChannel channel, Object message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line(message) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String line(Object message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
