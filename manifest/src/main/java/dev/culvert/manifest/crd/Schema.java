package dev.culvert.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A schema (OpenAPI v3) while it is finished; its places are named as {@code spec.exits[].name}. */
final class Schema {
    /** An IPv4 address. */
    static final String IPV4 = "((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

    /** An IPv4 network. */
    static final String IPV4_CIDR = IPV4 + "/(3[0-2]|[12]?[0-9])";

    /** A network of either family; what exactly an IPv6 address is, the operator checks. */
    static final String CIDR = "(" + IPV4_CIDR + "|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))";

    /** What may be an IPv6 address; what exactly is one, the operator checks. */
    static final String IPV6 = "[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    /** An address of either family. */
    static final String ADDRESS = "(" + IPV4 + "|" + IPV6 + ")";

    /** The name of a namespace, or of a gateway or client: it becomes a label's value. */
    static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    /** The name of most other objects. */
    static final String NAME = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";

    private final JSONSchemaProps top;

    Schema(JSONSchemaProps top) {
        this.top = top;
    }

    JSONSchemaProps top() {
        return top;
    }

    /** The schema at a place. */
    JSONSchemaProps at(String path) {
        JSONSchemaProps here = top;
        for (String step : path.split("\\.", -1)) {
            String name = step.replace("[]", "");
            JSONSchemaProps next = here.getProperties().get(name);
            if (next == null) {
                throw new IllegalArgumentException("no " + name + " in " + path);
            }
            here = step.endsWith("[]") ? next.getItems().getSchema() : next;
        }
        return here;
    }

    /** What kubectl explain says of the field there. */
    void describe(String path, String text) {
        at(path).setDescription(text);
    }

    void pattern(String path, String pattern) {
        at(path).setPattern("^" + pattern + "$");
    }

    void text(String path, int most) {
        at(path).setMinLength(1L);
        at(path).setMaxLength((long) most);
    }

    void items(String path, int least, int most) {
        at(path).setMinItems((long) least);
        at(path).setMaxItems((long) most);
    }

    void byDefault(String path, JsonNode value) {
        at(path).setDefault(value);
    }

    void byDefault(String path, String value) {
        byDefault(path, JsonNodeFactory.instance.textNode(value));
    }

    void byDefault(String path, int value) {
        byDefault(path, JsonNodeFactory.instance.numberNode(value));
    }

    /** A list whose elements have names: each once, and two who apply the resource merge it by name. */
    void named(String path, String key) {
        at(path).setXKubernetesListType("map");
        at(path).setXKubernetesListMapKeys(List.of(key));
    }

    /** A list in which everything is once. */
    void set(String path) {
        at(path).setXKubernetesListType("set");
    }

    /** Exactly one of these fields. */
    void exactlyOne(String path, String... fields) {
        at(path).setOneOf(Arrays.stream(fields)
                .map(field -> new JSONSchemaPropsBuilder().withRequired(field).build())
                .toList());
    }

    /** A rule for servers that evaluate them. */
    void rule(String path, String expression, String message) {
        var rules = new ArrayList<>(at(path).getXKubernetesValidations());
        rules.add(new ValidationRuleBuilder()
                .withRule(expression)
                .withMessage(message)
                .build());
        at(path).setXKubernetesValidations(rules);
    }

    /** A pattern must hold for all of the text; the generator leaves it open at both ends. */
    void anchorPatterns() {
        anchor(top);
    }

    private static void anchor(JSONSchemaProps schema) {
        String pattern = schema.getPattern();
        if (pattern != null && !pattern.startsWith("^")) {
            schema.setPattern("^(" + pattern + ")$");
        }
        Map<String, JSONSchemaProps> properties = schema.getProperties();
        if (properties != null) {
            properties.values().forEach(Schema::anchor);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            anchor(schema.getItems().getSchema());
        }
    }
}
