package dev.culvert.manifest.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;

/** What the status of both has: conditions, as Kubernetes' own resources have them. */
final class StatusSchema {
    private StatusSchema() {}

    static void finish(Schema schema) {
        schema.named("status.conditions", "type");
        JSONSchemaProps condition = schema.at("status.conditions[]");
        condition.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
        schema.at("status.conditions[].lastTransitionTime").setFormat("date-time");
        schema.at("status.observedGeneration").setFormat("int64");
    }
}
