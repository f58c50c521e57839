package dev.culvert.manifest.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rules that an API server from Kubernetes 1.25 on evaluates by itself, evaluated as it does: after defaults were filled in, by the
 * Common Expression Language. The test cluster's server is older.
 */
class CelRulesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Path BAD = Path.of("src", "test", "resources", "bad");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.plannerRuntimeBuilder().build();

    @Test
    @Proves("R1")
    void everyExampleKeepsEveryRule() throws Exception {
        for (JsonNode resource : resources(EXAMPLES)) {
            assertThat(broken(resource))
                    .as(resource.path("metadata").toString())
                    .isEmpty();
        }
    }

    /** Each names one field; a rule that none of them breaks would refuse nothing. */
    @Test
    @Proves("R1")
    void everyRuleRefusesSomethingThatIsBad() throws Exception {
        Set<String> broken = new TreeSet<>();
        for (JsonNode resource : resources(BAD)) {
            broken.addAll(broken(resource));
        }
        assertThat(broken).isEqualTo(new TreeSet<>(rules()));
    }

    private static List<String> rules() {
        List<String> rules = new ArrayList<>();
        CustomResources.all(true)
                .forEach(definition ->
                        collect(schema(definition.getSpec().getNames().getKind()), rules));
        return rules;
    }

    private static void collect(JSONSchemaProps schema, List<String> rules) {
        validations(schema).forEach(rule -> rules.add(rule.getRule()));
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(property -> collect(property, rules));
        }
        if (schema.getItems() != null) {
            collect(schema.getItems().getSchema(), rules);
        }
    }

    /** The rules that a resource breaks. */
    private static List<String> broken(JsonNode resource) throws Exception {
        List<String> broken = new ArrayList<>();
        JSONSchemaProps schema = schema(resource.path("kind").asText());
        evaluate(defaulted(resource, schema), schema, broken);
        return broken;
    }

    private static void evaluate(JsonNode value, JSONSchemaProps schema, List<String> broken)
            throws CelValidationException, CelEvaluationException {
        for (ValidationRule rule : validations(schema)) {
            var program = RUNTIME.createProgram(COMPILER.compile(rule.getRule()).getAst());
            if (!Boolean.TRUE.equals(program.eval(Map.of("self", plain(value))))) {
                broken.add(rule.getRule());
            }
        }
        if (schema.getProperties() != null) {
            for (var property : schema.getProperties().entrySet()) {
                if (value.hasNonNull(property.getKey())) {
                    evaluate(value.get(property.getKey()), property.getValue(), broken);
                }
            }
        }
        if (schema.getItems() != null) {
            for (JsonNode item : value) {
                evaluate(item, schema.getItems().getSchema(), broken);
            }
        }
    }

    /** With what the API server fills in before it looks. */
    private static JsonNode defaulted(JsonNode value, JSONSchemaProps schema) {
        if (value instanceof ObjectNode object && schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> {
                if (!object.has(name) && property.getDefault() != null) {
                    object.set(name, property.getDefault());
                }
                if (object.hasNonNull(name)) {
                    defaulted(object.get(name), property);
                }
            });
        }
        if (schema.getItems() != null) {
            value.forEach(item -> defaulted(item, schema.getItems().getSchema()));
        }
        return value;
    }

    /** Whole numbers are of 64 bits in CEL. */
    private static Object plain(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT ->
                value.properties().stream()
                        .filter(field -> !field.getValue().isNull())
                        .collect(Collectors.toMap(Map.Entry::getKey, field -> plain(field.getValue())));
            case ARRAY -> value.valueStream().map(CelRulesTest::plain).toList();
            case NUMBER -> value.isIntegralNumber() ? (Object) value.longValue() : value.doubleValue();
            case BOOLEAN -> value.booleanValue();
            default -> value.asText();
        };
    }

    private static List<ValidationRule> validations(JSONSchemaProps schema) {
        return Objects.requireNonNullElse(schema.getXKubernetesValidations(), List.of());
    }

    private static JSONSchemaProps schema(String kind) {
        return CustomResources.all(true).stream()
                .filter(definition -> definition.getSpec().getNames().getKind().equals(kind))
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();
    }

    private static List<JsonNode> resources(Path folder) throws IOException {
        List<JsonNode> resources = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                for (Object document :
                        new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))) {
                    JsonNode resource = MAPPER.valueToTree(document);
                    if (Set.of("VpnGateway", "VpnClient")
                            .contains(resource.path("kind").asText())) {
                        resources.add(resource);
                    }
                }
            }
        }
        return resources;
    }
}
