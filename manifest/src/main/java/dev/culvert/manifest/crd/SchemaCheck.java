package dev.culvert.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.model.InvalidInput;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an API server would refuse by the schema: fields that are missing, values of another shape, or outside their pattern, range
 * or words. What unions and lists must hold, {@code Validation} says in better words.
 */
public final class SchemaCheck {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d+)?");
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
        problems(resource.path("kind").asText(), resource.path("spec")).stream()
                .findFirst()
                .ifPresent(problem -> {
                    throw problem.at(file + ": " + problem.field());
                });
    }

    /** All that is wrong in the spec of a resource of that kind, each with its field, {@code spec.exits[0].name}. */
    public static List<InvalidInput> problems(String kind, JsonNode spec) {
        if (!spec.isObject()) {
            return List.of(new InvalidInput("spec", "is missing", "write it"));
        }
        List<InvalidInput> problems = new ArrayList<>();
        Optional.ofNullable(SCHEMAS.get(kind))
                .map(JSONSchemaProps::getProperties)
                .map(properties -> properties.get("spec"))
                .ifPresent(schema -> check("spec", spec, schema, problems));
        return List.copyOf(problems);
    }

    private static void check(String path, JsonNode value, JSONSchemaProps schema, List<InvalidInput> problems) {
        Optional<InvalidInput> misshapen = shape(path, value, schema);
        if (misshapen.isPresent()) {
            problems.add(misshapen.get());
        } else if (value.isObject()) {
            fields(path, value, schema, problems);
        } else if (value.isArray() && schema.getItems() != null) {
            for (int index = 0; index < value.size(); index++) {
                check(
                        path + "[" + index + "]",
                        value.get(index),
                        schema.getItems().getSchema(),
                        problems);
            }
        } else if (value.isValueNode()) {
            scalar(path, value, schema).ifPresent(problems::add);
        }
    }

    private static Optional<InvalidInput> shape(String path, JsonNode value, JSONSchemaProps schema) {
        if (value.isNull()) {
            return Optional.of(new InvalidInput(path, "is empty", "write a value, or leave it out"));
        }
        String wanted = switch (String.valueOf(schema.getType())) {
            case "object" -> value.isObject() ? "" : "a mapping";
            case "array" -> value.isArray() ? "" : "a list";
            case "string", "integer", "number", "boolean" -> value.isValueNode() ? "" : "a single value";
            default -> "";
        };
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(new InvalidInput(path, "must be " + wanted, "see kubectl explain"));
    }

    private static void fields(String path, JsonNode value, JSONSchemaProps schema, List<InvalidInput> problems) {
        for (String required : Optional.ofNullable(schema.getRequired()).orElse(List.of())) {
            if (!value.hasNonNull(required)) {
                problems.add(new InvalidInput(path + "." + required, "is missing", "write it"));
            }
        }
        Optional.ofNullable(schema.getProperties()).orElse(Map.of()).forEach((name, field) -> {
            if (value.hasNonNull(name)) {
                check(path + "." + name, value.get(name), field, problems);
            }
        });
        JSONSchemaPropsOrBool others = schema.getAdditionalProperties();
        if (others != null && others.getSchema() != null) {
            value.properties()
                    .forEach(field ->
                            check(path + "." + field.getKey(), field.getValue(), others.getSchema(), problems));
        }
    }

    private static Optional<InvalidInput> scalar(String path, JsonNode value, JSONSchemaProps schema) {
        String text = value.asText();
        List<JsonNode> words = schema.getEnum();
        if (words != null
                && !words.isEmpty()
                && words.stream().noneMatch(word -> word.asText().equals(text))) {
            String known = words.stream().map(JsonNode::asText).collect(Collectors.joining(", "));
            return Optional.of(new InvalidInput(path, text + " is not known", "write one of " + known));
        }
        if (schema.getPattern() != null && !Pattern.matches(schema.getPattern(), text)) {
            return Optional.of(
                    new InvalidInput(path, text + " does not match " + schema.getPattern(), "see kubectl explain"));
        }
        // A file's text is a number as well.
        boolean number = NUMBER.matcher(text).matches();
        if (number && schema.getMinimum() != null && value.asDouble() < schema.getMinimum()) {
            return Optional.of(new InvalidInput(
                    path,
                    text + " is too little",
                    "write " + schema.getMinimum().longValue() + " or more"));
        }
        if (number && schema.getMaximum() != null && value.asDouble() > schema.getMaximum()) {
            return Optional.of(new InvalidInput(
                    path, text + " is too much", "write " + schema.getMaximum().longValue() + " or less"));
        }
        return Optional.empty();
    }
}
