package dev.culvert.operator.names.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.util.Map;

/** Copies what Dynu documents of its API version 2: the root of a name, and a domain's records. */
final class DynuStandIn extends ProviderStandIn {
    static final String KEY = "a-key";
    private static final String DOMAIN = "example.org";

    @Override
    Reply answer(String method, String path, Map<String, String> query, JsonNode body, HttpExchange exchange) {
        if (!KEY.equals(exchange.getRequestHeaders().getFirst("API-Key"))) {
            return error(401, "Authentication Exception", "Failed to authenticate.");
        }
        if (path.startsWith("/dns/getroot/")) {
            String name = path.substring("/dns/getroot/".length());
            if (!name.equals(DOMAIN) && !name.endsWith("." + DOMAIN)) {
                return error(501, "Argument Exception", "Invalid.");
            }
            return new Reply(
                    200,
                    JSON.createObjectNode()
                            .put("statusCode", 200)
                            .put("id", 42)
                            .put("domainName", DOMAIN)
                            .put("hostname", name)
                            .put(
                                    "node",
                                    name.equals(DOMAIN) ? "" : name.substring(0, name.length() - DOMAIN.length() - 1)));
        }
        String id = path.substring(path.lastIndexOf('/') + 1);
        return switch (method) {
            case "GET" -> list();
            case "POST" -> id.equals("record") ? add(body) : change(id, body);
            default -> {
                records.remove(id);
                yield new Reply(200, JSON.createObjectNode().put("statusCode", 200));
            }
        };
    }

    private Reply list() {
        ObjectNode answer = JSON.createObjectNode().put("statusCode", 200);
        ArrayNode all = answer.putArray("dnsRecords");
        records.values().forEach(record -> all.add(shown(record)));
        return new Reply(200, answer);
    }

    private static ObjectNode shown(ObjectNode record) {
        String name = record.path("name").asText();
        return JSON.createObjectNode()
                .put("id", record.path("id").asInt())
                .put("domainId", 42)
                .put("domainName", DOMAIN)
                .put("nodeName", name.substring(0, name.length() - DOMAIN.length() - 1))
                .put("hostname", name)
                .put("recordType", record.path("type").asText())
                .put("ttl", record.path("ttl").asLong())
                .put("state", true)
                .put(field(record.path("type").asText()), record.path("content").asText());
    }

    private Reply add(JsonNode body) {
        String type = body.path("recordType").asText();
        String id = put(
                type,
                body.path("nodeName").asText() + "." + DOMAIN,
                body.path(field(type)).asText(),
                body.path("ttl").asLong());
        return new Reply(200, shown(there(id)).put("statusCode", 200));
    }

    private Reply change(String id, JsonNode body) {
        ObjectNode record = there(id);
        record.put("content", body.path(field(record.path("type").asText())).asText())
                .put("ttl", body.path("ttl").asLong());
        return new Reply(200, shown(record).put("statusCode", 200));
    }

    private static String field(String type) {
        return switch (type) {
            case "A" -> "ipv4Address";
            case "AAAA" -> "ipv6Address";
            case "TXT" -> "textData";
            default -> "host";
        };
    }

    private static Reply error(int status, String type, String message) {
        return new Reply(
                status,
                JSON.createObjectNode()
                        .put("statusCode", status)
                        .put("type", type)
                        .put("message", message));
    }
}
