package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.CredentialRefused;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.operator.names.NotPublished;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dynu's API, version 2: {@code /dns/getroot/NAME} and {@code /dns/ID/record}. */
final class DynuApi implements RecordApi {
    static final URI BASE = URI.create("https://api.dynu.com/v2");

    private final JsonApi api;

    /** Where a name is: the domain's number, and the part before the domain. */
    private record Root(String id, String node) {}

    DynuApi(URI base, String key, Duration patience, Backoff backoff) {
        this.api = new JsonApi("Dynu", base, "API-Key", key, patience, backoff);
    }

    @Override
    public List<ApiRecord> list(String name) throws NotPublished {
        Root root = root(name);
        var records = new ArrayList<ApiRecord>();
        for (JsonNode record : ask("GET", "/dns/" + root.id() + "/record", null).path("dnsRecords")) {
            if (record.path("nodeName").asText().equalsIgnoreCase(root.node())) {
                String type = record.path("recordType").asText();
                records.add(new ApiRecord(
                        record.path("id").asText(),
                        type,
                        record.path(field(type)).asText(),
                        record.path("ttl").asLong()));
            }
        }
        return records;
    }

    @Override
    public void add(String name, String type, String content, int ttl) throws NotPublished {
        Root root = root(name);
        ask("POST", "/dns/" + root.id() + "/record", body(root, type, content, ttl));
    }

    @Override
    public void change(String name, ApiRecord record, String content, int ttl) throws NotPublished {
        Root root = root(name);
        ask("POST", "/dns/" + root.id() + "/record/" + record.id(), body(root, record.type(), content, ttl));
    }

    @Override
    public void delete(String name, ApiRecord record) throws NotPublished {
        ask("DELETE", "/dns/" + root(name).id() + "/record/" + record.id(), null);
    }

    private static Map<String, ?> body(Root root, String type, String content, int ttl) {
        return Map.of(
                "nodeName",
                root.node(),
                "recordType",
                type,
                "ttl",
                ttl,
                "state",
                true,
                "group",
                "",
                field(type),
                content);
    }

    private static String field(String type) {
        return switch (type) {
            case "A" -> "ipv4Address";
            case "AAAA" -> "ipv6Address";
            case "TXT" -> "textData";
            default -> "host";
        };
    }

    /** The domain's own address is no record there, and there is but one. */
    private Root root(String name) throws NotPublished {
        JsonNode root = ask("GET", "/dns/getroot/" + name, null);
        String node = root.path("node").asText();
        if (node.isEmpty()) {
            throw api.refused(name + " is the domain itself, which has one address; take a name below it");
        }
        return new Root(root.path("id").asText(), node);
    }

    private JsonNode ask(String method, String path, @Nullable Map<String, ?> body) throws NotPublished {
        JsonApi.Answer answer = api.ask(method, path, body);
        int code = answer.body().path("statusCode").asInt(answer.code());
        if (answer.good() && code / 100 == 2) {
            return answer.body();
        }
        String said = answer.body().path("message").asText("no reason given") + " (" + code + ")";
        if (code == HttpURLConnection.HTTP_UNAUTHORIZED || code == HttpURLConnection.HTTP_FORBIDDEN) {
            throw new NotPublished(
                    CredentialRefused,
                    "Dynu does not take the API key: " + said
                            + "; write the one of the control panel's API Credentials into the Secret");
        }
        throw api.refused(said);
    }
}
