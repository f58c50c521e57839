package dev.culvert.operator.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The API server's log of requests, as it has it when asked. */
public record AuditLog(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request that was answered (a watch: that was begun). */
    public record Request(
            String user, String verb, String group, String resource, String namespace, String name, int code) {
        public boolean writes() {
            return switch (verb) {
                case "create", "update", "patch", "delete", "deletecollection" -> true;
                default -> false;
            };
        }
    }

    /** The number of entries, to start from later. */
    public int size() {
        return (int) entries().count();
    }

    /** The requests after the first so many entries. */
    public List<Request> since(int size, Predicate<Request> which) {
        return entries().skip(size).map(AuditLog::request).filter(which).toList();
    }

    /** What ends in a line feed: the server may be in the middle of writing the last line. */
    private Stream<String> entries() {
        try {
            String log = Files.readString(file);
            return log.substring(0, log.lastIndexOf('\n') + 1).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Request request(String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            JsonNode object = entry.path("objectRef");
            String subresource = object.path("subresource").asText();
            return new Request(
                    entry.path("user").path("username").asText(),
                    entry.path("verb").asText(),
                    object.path("apiGroup").asText(),
                    object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                    object.path("namespace").asText(),
                    object.path("name").asText(),
                    entry.path("responseStatus").path("code").asInt());
        } catch (IOException e) {
            throw new UncheckedIOException("no line of an audit log: " + line, e);
        }
    }
}
