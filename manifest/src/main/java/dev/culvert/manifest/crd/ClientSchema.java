package dev.culvert.manifest.crd;

import java.util.List;

/** What the Java types of VpnClient cannot say. */
final class ClientSchema {
    private static final int MOST_PORTS = 64;

    private ClientSchema() {}

    static void finish(Schema schema, boolean cel) {
        schema.top()
                .setDescription(
                        "Pods whose traffic leaves through a VpnGateway's tunnels, all of it and never around them.");
        schema.exactlyOne("spec", "workload", "podSelector");
        schema.pattern("spec.gateway.name", Schema.LABEL);
        schema.pattern("spec.gateway.namespace", Schema.LABEL);
        schema.pattern("spec.workload.name", Schema.NAME);
        schema.at("spec.podSelector").setMinProperties(1L);
        schema.items("spec.ports", 0, MOST_PORTS);
        schema.set("spec.ports");
        schema.text("spec.ports[]", 15);
        schema.items("spec.announce", 0, MOST_PORTS);
        schema.text("spec.announce[].port", 15);
        schema.exactlyOne(
                "spec.announce[]", "qbittorrent", "transmission", "deluge", "configMap", "annotation", "http");
        for (String program : List.of("qbittorrent", "transmission", "deluge", "http")) {
            schema.pattern("spec.announce[]." + program + ".url", "https?://[^/?#@\\s]+(/[^?#@\\s]*)?");
            schema.pattern("spec.announce[]." + program + ".secretRef.name", Schema.NAME);
        }
        schema.pattern("spec.announce[].configMap.name", Schema.NAME);
        schema.pattern("spec.announce[].configMap.key", "[-._a-zA-Z0-9]{1,253}");
        schema.pattern(
                "spec.announce[].annotation.key",
                "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?");
        schema.pattern("spec.address", Schema.IPV4);
        schema.byDefault("spec.onDetach", "Block");
        schema.named("status.pods", "name");
        schema.at("status.pods[]").setRequired(List.of("name"));
        schema.set("status.exits");
        if (cel) {
            schema.rule(
                    "spec",
                    "has(self.workload) != has(self.podSelector)",
                    "give exactly one of workload and podSelector");
        }
    }
}
