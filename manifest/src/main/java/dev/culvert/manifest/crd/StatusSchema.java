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
        schema.describe("status.conditions[].type", "What is true or not.");
        schema.describe("status.conditions[].status", "True, False or Unknown.");
        schema.describe("status.conditions[].reason", "Why, in one word; docs/kubernetes.md lists them.");
        schema.describe(
                "status.conditions[].message",
                "The same for people, with the field and the remedy where there is one.");
        schema.describe("status.conditions[].lastTransitionTime", "When status last changed.");
        schema.describe("status.conditions[].observedGeneration", "The generation of the spec that this speaks of.");
    }
}
