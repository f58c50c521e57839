package dev.culvert.agent.gluetun;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Understands the bodies of the control server. It goes by content alone, because gluetun sends JSON as {@code text/plain}, and
 * takes the shapes of all versions, because a reader may meet another version than it was told.
 */
public final class ControlBody {

    private static final int HIGHEST_PORT = 65_535;
    private static final JsonFactory JSON = new JsonFactory();

    private ControlBody() {}

    /** {@code {"status":"running"}}. */
    public static Answer<VpnStatus> status(String body) {
        return read(body, parser -> {
            String word = textOf(parser, "status").orElseThrow(() -> new IOException("it has no status"));
            return VpnStatus.of(word).orElseThrow(() -> new IOException("no known status"));
        });
    }

    /** {@code {"public_ip":"203.0.113.7", ...}}; empty while unknown, which is also so when gluetun was told not to ask. */
    public static Answer<Optional<String>> publicIp(String body) {
        return read(body, parser -> textOf(parser, "public_ip").filter(ip -> !ip.isEmpty()));
    }

    /**
     * {@code {"port":N}}, {@code {"ports":[...]}}, both or {@code null}: each port once, in gluetun's order. Port 0 is none.
     */
    public static Answer<List<Integer>> forwardedPorts(String body) {
        return read(body, parser -> {
            List<Integer> ports = new ArrayList<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("port") && value != JsonToken.VALUE_NULL) {
                    addPort(parser, ports);
                } else if (name.equals("ports") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        addPort(parser, ports);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return List.copyOf(ports);
        });
    }

    private static void addPort(JsonParser parser, List<Integer> ports) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new IOException("a port is not a number");
        }
        long port = parser.getLongValue();
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IOException(port + " is not a port");
        }
        if (port != 0 && !ports.contains((int) port)) {
            ports.add((int) port);
        }
    }

    private static Optional<String> textOf(JsonParser parser, String field) throws IOException {
        Optional<String> found = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(field);
            JsonToken value = parser.nextToken();
            if (wanted && value == JsonToken.VALUE_STRING) {
                found = Optional.of(parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /** Reads one object, or {@code null} as an object without fields. */
    private static <T> Answer<T> read(String body, Reading<T> reading) {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.VALUE_NULL) {
                return notUnderstood(body, "it is no JSON object");
            }
            T value = reading.from(parser);
            if (first == JsonToken.START_OBJECT && parser.currentToken() != JsonToken.END_OBJECT) {
                return notUnderstood(body, "it ends early");
            }
            return new Answer.Said<>(value);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            return notUnderstood(body, e.getOriginalMessage());
        } catch (IOException e) {
            return notUnderstood(body, String.valueOf(e.getMessage()));
        }
    }

    private static <T> Answer<T> notUnderstood(String body, String why) {
        return new Answer.Failed<>("gluetun's answer is not understood, " + why + ": " + OneLine.of(body));
    }

    private interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }
}
