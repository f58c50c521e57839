package dev.culvert.agent.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.model.InvalidInput;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What the plugin was asked (CNI specification 1.0, section 2): a client's namespace is to be locked, or to be checked.
 *
 * @param command ADD or CHECK
 * @param namespace the pod's network namespace, as a file
 * @param link the interface that leads into the VPN
 * @param configuration the plugin's own, with {@code prevResult}
 */
record LockRequest(String command, Path namespace, String link, JsonNode configuration) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FIELD = "culvert-lock";

    /**
     * Reads a request: command, namespace and interface, a line each, then the configuration.
     *
     * @throws InvalidInput if it is none
     */
    static LockRequest parse(String text) {
        String[] parts = text.split("\n", 4);
        if (parts.length < 4 || !List.of("ADD", "CHECK").contains(parts[0])) {
            throw new InvalidInput(FIELD, "not a request", "let CNI call the plugin");
        }
        try {
            return new LockRequest(parts[0], Path.of(parts[1]), parts[2], JSON.readTree(parts[3]));
        } catch (JsonProcessingException e) {
            throw new InvalidInput(
                    FIELD, "the configuration is no JSON: " + e.getOriginalMessage(), "mend the network");
        }
    }

    /**
     * The lock that is asked for, open.
     *
     * @param inode the namespace's
     * @throws InvalidInput naming what the configuration lacks
     */
    Lock lock(long inode) {
        JsonNode local = configuration.path("local");
        if (!local.isArray()) {
            throw new InvalidInput("local", "is missing", "list the networks that are reached without the VPN");
        }
        JsonNode names = configuration.path("names");
        return new Lock(
                namespace.toString(),
                inode,
                link,
                configuration.path("uplink").asText("eth0"),
                StreamSupport.stream(local.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                names.isMissingNode() ? null : SettingsFile.parse("names", names.toString(), NamesSettings.class),
                configuration.path("client").asText(""),
                false);
    }

    /** Whether the namespace is that of a pod that will forward: its agent puts the lock, and until then nothing is forwarded. */
    boolean seals() {
        return configuration.path("seal").asBoolean();
    }

    /**
     * What the plugin answers: the result of the one before it in the list, unchanged. A seal may come first, before there is an
     * interface: its result is an empty one.
     */
    String result() {
        JsonNode previous = configuration.path("prevResult");
        ObjectNode result;
        if (previous instanceof ObjectNode before) {
            result = before;
        } else if (seals()) {
            result = JSON.createObjectNode();
        } else {
            throw new InvalidInput(FIELD, "has no prevResult", "put it after the plugin that makes the interface");
        }
        result.set("cniVersion", configuration.path("cniVersion"));
        return result.toString();
    }
}
