package dev.culvert.manifest.render;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A document as kubectl sees it: aliases are the values that they name, and merged keys are keys. Jackson's own trees have an alias as
 * the text of its name. With limits on depth and size, so that aliases of aliases fill no memory.
 */
final class WrittenOut {
    private static final int MOST_DEPTH = 100;
    private static final int MOST_VALUES = 500_000;
    private static final String MERGE = "<<";

    private final AnchoredParser parser;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private int values;

    private WrittenOut(AnchoredParser parser) {
        this.parser = parser;
    }

    /** All of them; anchors are a document's own. */
    static List<JsonNode> documents(AnchoredParser parser) throws IOException {
        var documents = new ArrayList<JsonNode>();
        while (parser.nextToken() != null) {
            documents.add(new WrittenOut(parser).value(0));
        }
        return documents;
    }

    private JsonNode value(int depth) throws IOException {
        if (parser.isCurrentAlias()) {
            return alias(parser.getText(), depth);
        }
        count(depth);
        Optional<String> anchor = parser.anchor();
        JsonNode value = switch (parser.currentToken()) {
            case START_OBJECT -> mapping(depth);
            case START_ARRAY -> sequence(depth);
            default -> parser.readValueAsTree();
        };
        anchor.ifPresent(name -> anchors.put(name, value));
        return value;
    }

    private JsonNode alias(String name, int depth) throws IOException {
        JsonNode named = anchors.get(name);
        if (named == null) {
            throw wrong("*" + name + " is an alias whose anchor has not ended before; quote it if it is a text");
        }
        countAll(named, depth);
        return named;
    }

    private JsonNode sequence(int depth) throws IOException {
        ArrayNode sequence = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            sequence.add(value(depth + 1));
        }
        return sequence;
    }

    private JsonNode mapping(int depth) throws IOException {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        var merged = new ArrayList<JsonNode>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            JsonNode value = value(depth + 1);
            if (!key.equals(MERGE)) {
                mapping.set(key, value);
            } else if (value.isArray()) {
                value.forEach(merged::add);
            } else {
                merged.add(value);
            }
        }
        for (JsonNode source : merged) {
            if (!source.isObject()) {
                throw wrong("what is merged by << is no mapping");
            }
            source.properties().stream()
                    .filter(field -> !mapping.has(field.getKey()))
                    .forEach(field -> mapping.set(field.getKey(), field.getValue()));
        }
        return mapping;
    }

    private void countAll(JsonNode node, int depth) throws IOException {
        count(depth);
        for (JsonNode below : node) {
            countAll(below, depth + 1);
        }
    }

    private void count(int depth) throws IOException {
        values++;
        if (values > MOST_VALUES) {
            throw wrong("the document has more than " + MOST_VALUES + " values");
        }
        if (depth > MOST_DEPTH) {
            throw wrong("the document is nested deeper than " + MOST_DEPTH);
        }
    }

    private JsonParseException wrong(String problem) {
        return new JsonParseException(parser, problem);
    }
}
