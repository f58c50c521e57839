package dev.culvert.manifest.crd;

import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The definitions of the two resources. */
public final class CustomResources {
    /** In the order in which a reader asks: is it up, what is it, and how old. */
    private static final List<String> COLUMNS = List.of(
            "Ready",
            "Gateway",
            "Workload",
            "Attached",
            "Kill switch",
            "Routing",
            "Exits",
            "Addresses",
            "Clients",
            "Unprotected",
            "Reason",
            "Age");

    private CustomResources() {}

    /**
     * Both definitions.
     *
     * @param cel with rules of the Common Expression Language, which a server before Kubernetes 1.25 refuses
     */
    public static List<CustomResourceDefinition> all(boolean cel) {
        return List.of(
                finished("vpngateways", GatewaySchema::finish, cel), finished("vpnclients", ClientSchema::finish, cel));
    }

    private interface Finish {
        void of(Schema schema, boolean cel);
    }

    private static CustomResourceDefinition finished(String plural, Finish finish, boolean cel) {
        CustomResourceDefinition definition = generated(plural);
        definition
                .getSpec()
                .getNames()
                .setListKind(definition.getSpec().getNames().getKind() + "List");
        CustomResourceDefinitionVersion version =
                definition.getSpec().getVersions().getFirst();
        version.getAdditionalPrinterColumns()
                .sort(Comparator.comparingInt(
                        (CustomResourceColumnDefinition column) -> COLUMNS.indexOf(column.getName())));
        var schema = new Schema(version.getSchema().getOpenAPIV3Schema());
        schema.anchorPatterns();
        schema.top().setRequired(List.of("spec"));
        schema.describe("spec", "What is wanted.");
        schema.describe("status", "What is true now.");
        StatusSchema.finish(schema);
        finish.of(schema, cel);
        return definition;
    }

    private static CustomResourceDefinition generated(String plural) {
        String file = "/META-INF/fabric8/" + plural + "." + VpnGateway.GROUP + "-v1.yml";
        InputStream generated = CustomResources.class.getResourceAsStream(file);
        return Serialization.unmarshal(
                Objects.requireNonNull(generated, () -> file + " is not there: the build makes it"),
                CustomResourceDefinition.class);
    }
}
