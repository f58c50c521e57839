package dev.culvert.manifest.render;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.culvert.manifest.Json;
import dev.culvert.model.InvalidInput;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** YAML as people keep it in Git: quotes where they are needed, texts as blocks, one line a value. */
public final class Yaml {
    private static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build())
            .build();

    private static final ObjectMapper STRICT = MAPPER.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Yaml() {}

    /** The text of one value. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(whole(Json.tree(value)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no YAML for " + value.getClass(), e);
        }
    }

    /** A number that is whole is written so. */
    private static JsonNode whole(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(whole(field.getValue())));
        } else if (node.isArray()) {
            node.forEach(Yaml::whole);
        } else if (node.isDouble() && node.doubleValue() == Math.rint(node.doubleValue())) {
            return JsonNodeFactory.instance.numberNode(node.longValue());
        }
        return node;
    }

    /**
     * The documents of a file that may be manifests.
     *
     * @throws InvalidInput naming file and line
     */
    public static List<JsonNode> documents(String file, String text) {
        try (AnchoredParser parser = AnchoredParser.of(text)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            return WrittenOut.documents(parser).stream()
                    .filter(JsonNode::isObject)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new InvalidInput(
                    place(file, e), e.getOriginalMessage().lines().findFirst().orElse(""), "mend the YAML");
        } catch (IOException | RuntimeException e) {
            throw new InvalidInput(
                    file, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), "mend the YAML");
        }
    }

    private static String place(String file, JsonProcessingException e) {
        return e.getLocation() == null ? file : file + ":" + e.getLocation().getLineNr();
    }

    /**
     * A document as a type whose fields are all known.
     *
     * @throws InvalidInput naming file and field
     */
    public static <T> T read(String file, JsonNode document, Class<T> type) {
        try {
            return STRICT.treeToValue(document, type);
        } catch (JsonMappingException e) {
            throw misfit(file, e, type, "see kubectl explain, or docs/kubernetes.md");
        } catch (JsonProcessingException e) {
            throw new InvalidInput(file, e.getOriginalMessage(), "mend the YAML");
        }
    }

    /**
     * One of Kubernetes' own objects; what its type does not know is kept.
     *
     * @throws InvalidInput naming file and field
     */
    static <T> T kubernetes(String file, JsonNode document, Class<T> type) {
        try {
            return Json.read(document.toString(), type);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            String remedy =
                    "mend it; kubectl explain " + type.getSimpleName().toLowerCase(Locale.ROOT) + " has every field";
            if (e.getCause() instanceof JsonMappingException misfit) {
                throw misfit(file, misfit, type, remedy);
            }
            throw new InvalidInput(file, "is no " + type.getSimpleName() + ": " + firstLine(e.getMessage()), remedy);
        }
    }

    /** What Jackson could not read, by its path. */
    private static InvalidInput misfit(String file, JsonMappingException e, Class<?> type, String remedy) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return new InvalidInput(
                file + ": " + (path.isEmpty() ? type.getSimpleName() : path.substring(1)),
                firstLine(e.getOriginalMessage()).replaceAll(" \\(class .*", ""),
                remedy);
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /**
     * One value that is all of a file.
     *
     * @throws InvalidInput naming file and field
     */
    public static <T> T read(String file, String text, Class<T> type) {
        List<JsonNode> documents = documents(file, text);
        return read(file, documents.isEmpty() ? JsonNodeFactory.instance.objectNode() : documents.getFirst(), type);
    }
}
