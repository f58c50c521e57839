package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.CredentialRefused;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.operator.names.NotPublished;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cloudflare's API, version 4: {@code /zones} and {@code /zones/ID/dns_records}. Never proxied: these names are for peers. */
final class CloudflareApi implements RecordApi {
    static final URI BASE = URI.create("https://api.cloudflare.com/client/v4");

    /** Longest part of a text (RFC 1035, 3.3); Cloudflare takes texts as they are in a zone file. */
    private static final int LONGEST_STRING = 255;

    private static final int PAGE = 100;

    /** Of what is no token at all: "Invalid request headers"; the rest is in the error's chain. */
    private static final int NO_TOKEN = 6003;

    private final JsonApi api;
    private final String zone;
    private @Nullable String zoneId;

    CloudflareApi(URI base, String zone, String token, Duration patience, Backoff backoff) {
        this.api = new JsonApi("Cloudflare", base, "Authorization", "Bearer " + token, patience, backoff);
        this.zone = zone;
    }

    @Override
    public List<ApiRecord> list(String name) throws NotPublished {
        var records = new ArrayList<ApiRecord>();
        int pages = 1;
        for (int page = 1; page <= pages; page++) {
            JsonNode answer = ask(
                    "GET",
                    records() + "?name=" + URLEncoder.encode(name, UTF_8) + "&per_page=" + PAGE + "&page=" + page,
                    null);
            pages = answer.path("result_info").path("total_pages").asInt(1);
            for (JsonNode record : answer.path("result")) {
                if (record.path("name").asText().equalsIgnoreCase(name)) {
                    records.add(new ApiRecord(
                            record.path("id").asText(),
                            record.path("type").asText(),
                            unquoted(record.path("content").asText()),
                            record.path("ttl").asLong()));
                }
            }
        }
        return records;
    }

    @Override
    public void add(String name, String type, String content, int ttl) throws NotPublished {
        ask("POST", records(), body(name, type, content, ttl));
    }

    @Override
    public void change(String name, ApiRecord record, String content, int ttl) throws NotPublished {
        ask("PATCH", records() + "/" + record.id(), body(name, record.type(), content, ttl));
    }

    @Override
    public void delete(String name, ApiRecord record) throws NotPublished {
        ask("DELETE", records() + "/" + record.id(), null);
    }

    private static Map<String, ?> body(String name, String type, String content, int ttl) {
        return type.equals("TXT")
                ? Map.of("name", name, "type", type, "content", quoted(content), "ttl", ttl)
                : Map.of("name", name, "type", type, "content", content, "ttl", ttl, "proxied", false);
    }

    private String records() throws NotPublished {
        if (zoneId == null) {
            JsonNode zones = ask("GET", "/zones?name=" + URLEncoder.encode(zone, UTF_8), null)
                    .path("result");
            if (zones.isEmpty()) {
                throw api.refused("the token sees no zone " + zone + ", see spec.dynamicDns.cloudflare.zone and the"
                        + " token's rights Zone:Read and DNS:Edit");
            }
            zoneId = zones.get(0).path("id").asText();
        }
        return "/zones/" + zoneId + "/dns_records";
    }

    private JsonNode ask(String method, String path, @Nullable Map<String, ?> body) throws NotPublished {
        JsonApi.Answer answer = api.ask(method, path, body);
        if (answer.good() && answer.body().path("success").asBoolean()) {
            return answer.body();
        }
        JsonNode error = answer.body().path("errors").path(0);
        String said = error.path("message").asText("no reason given") + " (code "
                + error.path("code").asText("none") + ")";
        boolean credential = error.path("code").asInt() == NO_TOKEN
                || answer.code() == HttpURLConnection.HTTP_UNAUTHORIZED
                || answer.code() == HttpURLConnection.HTTP_FORBIDDEN
                || said.contains("Authorization");
        if (credential) {
            throw new NotPublished(
                    CredentialRefused,
                    "Cloudflare does not take the token: " + said
                            + "; give it the rights Zone:Read and DNS:Edit for the zone " + zone
                            + ", or write another one into the Secret");
        }
        throw api.refused(said);
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder();
        for (int from = 0; from < text.length(); from += LONGEST_STRING) {
            quoted.append(from == 0 ? "\"" : " \"")
                    .append(text, from, Math.min(text.length(), from + LONGEST_STRING))
                    .append('"');
        }
        return quoted.toString();
    }

    private static String unquoted(String text) {
        return text.startsWith("\"") ? text.replace("\" \"", "").replace("\"", "") : text;
    }
}
