package dev.culvert.manifest.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.client.Attachment;
import dev.culvert.manifest.client.ClientObjects;
import dev.culvert.manifest.client.ClientPods;
import dev.culvert.manifest.client.IngressPolicies;
import dev.culvert.manifest.gateway.GatewayObjects;
import dev.culvert.manifest.network.Definitions;
import dev.culvert.manifest.network.NetworksAnnotation;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Known;
import dev.culvert.manifest.validation.Validation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the operator would apply for some files, in its order.
 *
 * @param objects each once
 * @param templates what pods of clients must have whose workload was not in the files, by the client's name
 */
public record Rendering(List<HasMetadata> objects, Map<String, Attachment> templates) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Renders.
     *
     * @throws RefusedResources all that stands against the resources, a line each, with file, field and remedy
     */
    public static Rendering of(Input input, ClusterFacts cluster) {
        Known known = Known.of(cluster, input.gateways(), input.clients());
        refuse(input, known);
        var objects = new LinkedHashMap<String, HasMetadata>();
        var templates = new LinkedHashMap<String, Attachment>();
        NodeObjects.of(input.gateways(), Map.of(), cluster)
                .forEach(object -> objects.putIfAbsent(Input.name(object), object));
        for (VpnGateway gateway : input.gateways()) {
            GatewayObjects.of(gateway, cluster, Observed.NOTHING)
                    .forEach(object -> objects.putIfAbsent(Input.name(object), object));
        }
        for (VpnClient client : input.clients()) {
            VpnGateway gateway = gateway(client, known).orElseThrow();
            Optional<HasMetadata> workload = input.workload(client);
            LabelSelector pods = ClientPods.of(client, workload, Optional.empty());
            boolean restricted = IngressPolicies.restrict(
                    input.policies(client.getMetadata().getNamespace()),
                    workload.map(Workloads::labels).orElse(client.getSpec().podSelector()));
            ClientObjects.of(client, gateway, cluster, Observed.NOTHING, pods, restricted)
                    .forEach(object -> objects.putIfAbsent(Input.name(object), object));
            Attachment attachment = Attachment.of(client, gateway, cluster);
            workload.ifPresentOrElse(
                    found -> objects.put(Input.name(found), attached(found, attachment)),
                    () -> templates.put(Input.name(client), attachment));
        }
        return new Rendering(List.copyOf(objects.values()), templates);
    }

    private static void refuse(Input input, Known known) {
        var problems = new ArrayList<String>();
        for (VpnGateway gateway : input.gateways()) {
            say(problems, input, gateway, Validation.of(gateway, known));
        }
        for (VpnClient client : input.clients()) {
            List<Finding> findings = Validation.of(client, known);
            say(problems, input, client, findings);
            if (findings.isEmpty()) {
                input.workload(client)
                        .ifPresent(workload -> say(
                                problems,
                                input,
                                client,
                                Validation.of(
                                        workload, client, gateway(client, known).orElseThrow(), known.cluster())));
            }
        }
        if (!problems.isEmpty()) {
            throw new RefusedResources(problems);
        }
    }

    private static void say(List<String> problems, Input input, HasMetadata resource, List<Finding> findings) {
        findings.forEach(
                finding -> problems.add(input.file(resource) + ": " + Input.name(resource) + ": " + finding.message()));
    }

    private static Optional<VpnGateway> gateway(VpnClient client, Known known) {
        var ref = client.getSpec().gateway();
        return known.gateway(ref.namespaceFrom(client.getMetadata().getNamespace()), ref.name());
    }

    private static HasMetadata attached(HasMetadata workload, Attachment attachment) {
        return attachment
                .patch(workload)
                .map(patch -> {
                    try {
                        JsonNode tree = JsonPatch.apply(MAPPER.readTree(patch), Json.tree(workload));
                        return (HasMetadata) MAPPER.treeToValue(tree, workload.getClass());
                    } catch (JsonProcessingException e) {
                        throw new IllegalStateException("a patch of ours is no JSON", e);
                    }
                })
                .orElse(workload);
    }

    /** As one YAML file. */
    public String yaml() {
        var text = new StringBuilder();
        objects.forEach(object -> text.append("---\n").append(Yaml.text(object)));
        templates.forEach((client, attachment) -> {
            text.append("---\n# Pods of ").append(client).append(" need, before anything of their own:\n");
            Yaml.text(template(attachment))
                    .lines()
                    .forEach(line -> text.append("# ").append(line).append('\n'));
        });
        return text.toString();
    }

    /** As one JSON list. */
    public String json() {
        var list = new LinkedHashMap<String, Object>();
        list.put("apiVersion", "v1");
        list.put("kind", "List");
        list.put("items", objects);
        return Json.tree(list).toPrettyString() + "\n";
    }

    private static Map<String, Object> template(Attachment attachment) {
        var meta = new LinkedHashMap<String, Object>();
        meta.put("labels", attachment.labels());
        var annotations = new LinkedHashMap<String, String>(attachment.annotations());
        attachment
                .network()
                .ifPresent(entry -> annotations.put(Definitions.ANNOTATION, NetworksAnnotation.with(null, entry)));
        meta.put("annotations", annotations);
        var template = new LinkedHashMap<String, Object>();
        template.put("metadata", meta);
        template.put("spec", attachment.parts());
        return template;
    }
}
