package dev.culvert.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.model.InvalidInput;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an API server would refuse by the schema: fields that are missing, values outside their pattern, range or words. What
 * unions and lists must hold, {@code Validation} says in better words.
 */
public final class SchemaCheck {
    private static final Map<String, JSONSchemaProps> SCHEMAS = CustomResources.all(false).stream()
            .collect(Collectors.toMap(
                    definition -> definition.getSpec().getNames().getKind(),
                    definition -> definition
                            .getSpec()
                            .getVersions()
                            .getFirst()
                            .getSchema()
                            .getOpenAPIV3Schema()));

    private SchemaCheck() {}

    /**
     * Checks the spec of one of our resources.
     *
     * @param file named in the refusal
     * @throws InvalidInput naming the first field that is wrong
     */
    public static void check(String file, JsonNode resource) {
        Optional.ofNullable(SCHEMAS.get(resource.path("kind").asText()))
                .map(JSONSchemaProps::getProperties)
                .map(properties -> properties.get("spec"))
                .ifPresent(schema -> check(file + ": spec", resource.path("spec"), schema));
    }

    private static void check(String path, JsonNode value, JSONSchemaProps schema) {
        if (value.isObject() && schema.getProperties() != null) {
            for (String required : Optional.ofNullable(schema.getRequired()).orElse(List.of())) {
                if (!value.hasNonNull(required)) {
                    throw new InvalidInput(path + "." + required, "is missing", "write it");
                }
            }
            schema.getProperties().forEach((name, field) -> {
                if (value.hasNonNull(name)) {
                    check(path + "." + name, value.get(name), field);
                }
            });
        } else if (value.isArray() && schema.getItems() != null) {
            for (int index = 0; index < value.size(); index++) {
                check(
                        path + "[" + index + "]",
                        value.get(index),
                        schema.getItems().getSchema());
            }
        } else if (value.isValueNode()) {
            scalar(path, value, schema);
        }
    }

    private static void scalar(String path, JsonNode value, JSONSchemaProps schema) {
        String text = value.asText();
        List<JsonNode> words = schema.getEnum();
        if (words != null
                && !words.isEmpty()
                && words.stream().noneMatch(word -> word.asText().equals(text))) {
            String known = words.stream().map(JsonNode::asText).collect(Collectors.joining(", "));
            throw new InvalidInput(path, text + " is not known", "write one of " + known);
        }
        if (schema.getPattern() != null && !Pattern.matches(schema.getPattern(), text)) {
            throw new InvalidInput(path, text + " does not match " + schema.getPattern(), "see kubectl explain");
        }
        if (value.isNumber() && schema.getMinimum() != null && value.asDouble() < schema.getMinimum()) {
            throw new InvalidInput(
                    path,
                    text + " is too little",
                    "write " + schema.getMinimum().longValue() + " or more");
        }
        if (value.isNumber() && schema.getMaximum() != null && value.asDouble() > schema.getMaximum()) {
            throw new InvalidInput(
                    path, text + " is too much", "write " + schema.getMaximum().longValue() + " or less");
        }
    }
}
