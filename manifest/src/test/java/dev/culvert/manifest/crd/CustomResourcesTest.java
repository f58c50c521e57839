package dev.culvert.manifest.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomResourcesTest {
    private final CustomResourceDefinition gateways = CustomResources.all(false).getFirst();
    private final CustomResourceDefinition clients = CustomResources.all(false).getLast();

    @Test
    void columnsBeginWithReadyAndEndWithAge() {
        assertThat(columns(gateways))
                .containsExactly("Ready", "Routing", "Exits", "Addresses", "Clients", "Unprotected", "Reason", "Age");
        assertThat(columns(clients))
                .containsExactly("Ready", "Gateway", "Workload", "Attached", "Kill switch", "Reason", "Age");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyPatternHoldsForTheWholeText(boolean cel) {
        for (CustomResourceDefinition definition : CustomResources.all(cel)) {
            all(schema(definition)).stream()
                    .filter(schema -> schema.getPattern() != null)
                    .forEach(schema ->
                            assertThat(schema.getPattern()).startsWith("^").endsWith("$"));
        }
    }

    /** The rules that a server holds against structural schemas: a type everywhere, value checks alone under oneOf. */
    @Test
    void schemasAreStructural() {
        for (CustomResourceDefinition definition : CustomResources.all(true)) {
            for (JSONSchemaProps schema : all(schema(definition))) {
                assertThat(schema.getType()).as("%s", schema.getDescription()).isNotNull();
                assertThat(schema.getOneOf()).allSatisfy(one -> {
                    assertThat(one.getType()).isNull();
                    assertThat(one.getProperties()).isNullOrEmpty();
                });
                if ("map".equals(schema.getXKubernetesListType())) {
                    assertThat(schema.getItems().getSchema().getProperties())
                            .containsKeys(schema.getXKubernetesListMapKeys().toArray(String[]::new));
                }
            }
        }
    }

    /** Keys of lists of type map must be required or have a default. */
    @Test
    void keysAreAlwaysThere() {
        for (JSONSchemaProps schema : all(schema(gateways))) {
            if ("map".equals(schema.getXKubernetesListType())) {
                assertThat(schema.getItems().getSchema().getRequired()).containsAll(schema.getXKubernetesListMapKeys());
            }
        }
    }

    /** kubectl refuses a file without a required field before the server could fill in its default. */
    @Test
    void whatHasADefaultIsNotRequired() {
        for (CustomResourceDefinition definition : CustomResources.all(false)) {
            for (JSONSchemaProps schema : all(schema(definition))) {
                schema.getProperties().forEach((name, property) -> {
                    if (property.getDefault() != null) {
                        assertThat(schema.getRequired()).doesNotContain(name);
                    }
                });
            }
        }
    }

    @Test
    void rulesAreInTheVariantForNewServersAlone() {
        assertThat(all(schema(gateways)))
                .allSatisfy(
                        schema -> assertThat(schema.getXKubernetesValidations()).isNullOrEmpty());
        assertThat(all(schema(CustomResources.all(true).getFirst())))
                .anySatisfy(
                        schema -> assertThat(schema.getXKubernetesValidations()).hasSize(8));
    }

    @Test
    void everyFieldIsExplained() {
        for (CustomResourceDefinition definition : List.of(gateways, clients)) {
            String kind = definition.getSpec().getNames().getKind();
            assertThat(schema(definition).getDescription()).as(kind).isNotBlank();
            explained(kind, schema(definition));
        }
    }

    private static void explained(String path, JSONSchemaProps schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, field) -> {
                assertThat(field.getDescription()).as(path + "." + name).isNotBlank();
                explained(path + "." + name, field);
            });
        }
        if (schema.getItems() != null) {
            explained(path + "[]", schema.getItems().getSchema());
        }
    }

    private static List<String> columns(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().getFirst().getAdditionalPrinterColumns().stream()
                .map(CustomResourceColumnDefinition::getName)
                .toList();
    }

    private static JSONSchemaProps schema(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    private static List<JSONSchemaProps> all(JSONSchemaProps schema) {
        var all = new ArrayList<JSONSchemaProps>();
        all.add(schema);
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(field -> all.addAll(all(field)));
        }
        if (schema.getItems() != null) {
            all.addAll(all(schema.getItems().getSchema()));
        }
        return all;
    }
}
