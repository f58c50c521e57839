package dev.culvert.operator.server;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.Locale;

/** APIs that others bring, as definitions without a schema. */
public enum OptionalApi {
    NETWORK_ATTACHMENTS("k8s.cni.cncf.io", "v1", "NetworkAttachmentDefinition", "network-attachment-definitions"),
    CILIUM("cilium.io", "v2", "CiliumNetworkPolicy", "ciliumnetworkpolicies");

    private final String group;
    private final String version;
    private final String kind;
    private final String plural;

    OptionalApi(String group, String version, String kind, String plural) {
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.plural = plural;
    }

    /** From now on the API server serves it. */
    public void serve(World world) {
        var definitions = world.admin().apiextensions().v1().customResourceDefinitions();
        if (definitions.withName(plural + "." + group).get() == null) {
            definitions.resource(definition()).create();
        }
        World.eventually().until(() -> world.server().isEstablished(plural + "." + group));
    }

    private CustomResourceDefinition definition() {
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName(plural + "." + group)
                .endMetadata()
                .withNewSpec()
                .withGroup(group)
                .withScope("Namespaced")
                .withNewNames()
                .withKind(kind)
                .withListKind(kind + "List")
                .withPlural(plural)
                .withSingular(kind.toLowerCase(Locale.ROOT))
                .endNames()
                .addNewVersion()
                .withName(version)
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withOpenAPIV3Schema(new JSONSchemaPropsBuilder()
                        .withType("object")
                        .withXKubernetesPreserveUnknownFields(true)
                        .build())
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }
}
