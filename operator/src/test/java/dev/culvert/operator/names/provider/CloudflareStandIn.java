package dev.culvert.operator.names.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Map;

/** Copies what Cloudflare documents of its API version 4: zones, and records of a zone with pages, envelopes and errors. */
final class CloudflareStandIn extends ProviderStandIn {
    static final String TOKEN = "a-token";
    private static final String RECORDS = "/zones/023e105f/dns_records";

    @Override
    Reply answer(String method, String path, Map<String, String> query, JsonNode body, HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null || !authorization.matches("Bearer [A-Za-z0-9_-]+")) {
            return error(400, 6003, "Invalid request headers");
        }
        if (!authorization.equals("Bearer " + TOKEN)) {
            return error(403, 9109, "Invalid access token");
        }
        if (path.equals("/zones")) {
            ArrayNode zones = JSON.createArrayNode();
            if ("example.org".equals(query.get("name"))) {
                zones.addObject().put("id", "023e105f").put("name", "example.org");
            }
            return good(zones, 1);
        }
        String id = path.length() > RECORDS.length() ? path.substring(RECORDS.length() + 1) : "";
        return switch (method) {
            case "GET" -> list(query);
            case "POST" -> add(body);
            case "PATCH" -> {
                ObjectNode record = records.get(id);
                if (record == null) {
                    yield error(404, 81044, "Record does not exist.");
                }
                record.setAll((ObjectNode) body);
                yield good(record, 1);
            }
            default ->
                records.remove(id) == null
                        ? error(404, 81044, "Record does not exist.")
                        : good(JSON.createObjectNode().put("id", id), 1);
        };
    }

    private Reply list(Map<String, String> query) {
        List<ObjectNode> all = records.values().stream()
                .filter(record -> record.path("name").asText().equals(query.get("name")))
                .toList();
        int size = Integer.parseInt(query.getOrDefault("per_page", "100"));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        ArrayNode result = JSON.createArrayNode();
        all.stream().skip((long) size * (page - 1)).limit(size).forEach(result::add);
        return good(result, Math.max(1, (all.size() + size - 1) / size));
    }

    private Reply add(JsonNode body) {
        String type = body.path("type").asText();
        if (body.path("ttl").asInt() != 1 && body.path("ttl").asInt() < 60) {
            return error(400, 9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
        }
        if (contents(body.path("name").asText(), type)
                .contains(body.path("content").asText())) {
            return error(400, 81058, "An identical record already exists.");
        }
        String id = put(
                type,
                body.path("name").asText(),
                body.path("content").asText(),
                body.path("ttl").asLong());
        return good(there(id), 1);
    }

    private static Reply good(JsonNode result, int pages) {
        ObjectNode envelope = JSON.createObjectNode().put("success", true);
        envelope.putArray("errors");
        envelope.putArray("messages");
        envelope.set("result", result);
        envelope.putObject("result_info").put("total_pages", pages);
        return new Reply(200, envelope);
    }

    private static Reply error(int status, int code, String message) {
        ObjectNode envelope = JSON.createObjectNode().put("success", false);
        envelope.putArray("errors").addObject().put("code", code).put("message", message);
        envelope.putNull("result");
        return new Reply(status, envelope);
    }
}
