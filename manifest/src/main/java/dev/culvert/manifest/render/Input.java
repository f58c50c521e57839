package dev.culvert.manifest.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec.Kind;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.crd.SchemaCheck;
import dev.culvert.model.InvalidInput;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What files hold that matters to us; everything else in them is left alone. */
public final class Input {
    private static final Map<String, Class<? extends HasMetadata>> OTHERS = others();

    private final List<VpnGateway> gateways = new ArrayList<>();
    private final List<VpnClient> clients = new ArrayList<>();
    private final List<HasMetadata> others = new ArrayList<>();
    private final Map<String, String> files = new HashMap<>();

    private static Map<String, Class<? extends HasMetadata>> others() {
        Map<String, Class<? extends HasMetadata>> types = new HashMap<>();
        for (Kind kind : Kind.values()) {
            types.put(kind.name(), Workloads.type(kind));
        }
        types.put("NetworkPolicy", NetworkPolicy.class);
        return Map.copyOf(types);
    }

    /**
     * Adds a file.
     *
     * @throws InvalidInput naming file, field and remedy
     */
    public void add(String file, String text) {
        for (JsonNode document : Yaml.documents(file, text)) {
            add(file, document);
        }
    }

    private void add(String file, JsonNode document) {
        String kind = document.path("kind").asText();
        if (kind.equals("List")) {
            document.path("items").forEach(item -> add(file, item));
        } else if (document.path("apiVersion").asText().startsWith(VpnGateway.GROUP + "/")) {
            String version = VpnGateway.GROUP + "/" + VpnGateway.VERSION;
            if (!document.path("apiVersion").asText().equals(version)) {
                throw new InvalidInput(
                        file + ": apiVersion",
                        document.path("apiVersion").asText() + " is not known",
                        "write " + version);
            }
            if (!document.path("spec").isObject()) {
                throw new InvalidInput(file + ": spec", kind + " has none", "write one");
            }
            SchemaCheck.check(file, document);
            switch (kind) {
                case "VpnGateway" -> gateways.add(known(file, Yaml.read(file, document, VpnGateway.class)));
                case "VpnClient" -> clients.add(known(file, Yaml.read(file, document, VpnClient.class)));
                default ->
                    throw new InvalidInput(file + ": kind", kind + " is not known", "write VpnGateway or VpnClient");
            }
        } else if (OTHERS.containsKey(kind)) {
            others.add(known(file, Serialization.unmarshal(document.toString(), OTHERS.get(kind))));
        }
    }

    private <T extends HasMetadata> T known(String file, T resource) {
        if (resource.getMetadata() == null || resource.getMetadata().getName() == null) {
            throw new InvalidInput(file + ": metadata.name", resource.getKind() + " has none", "give it a name");
        }
        if (resource.getMetadata().getNamespace() == null) {
            resource.getMetadata().setNamespace("default");
        }
        if (files.putIfAbsent(name(resource), file) != null) {
            throw new InvalidInput(file + ": metadata.name", name(resource) + " is there twice", "keep one of them");
        }
        return resource;
    }

    /** As people name it: VpnGateway vpn/downloads. */
    static String name(HasMetadata resource) {
        return resource.getKind() + " " + resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }

    /** The file that it was in. */
    String file(HasMetadata resource) {
        return files.getOrDefault(name(resource), "");
    }

    List<VpnGateway> gateways() {
        return gateways.stream().sorted(Comparator.comparing(Input::name)).toList();
    }

    List<VpnClient> clients() {
        return clients.stream().sorted(Comparator.comparing(Input::name)).toList();
    }

    /** The workload of a client, if it was in the files. */
    Optional<HasMetadata> workload(VpnClient client) {
        var workload = client.getSpec().workload();
        return others.stream()
                .filter(other -> workload != null
                        && other.getKind().equals(workload.kind().name())
                        && other.getMetadata().getName().equals(workload.name())
                        && other.getMetadata()
                                .getNamespace()
                                .equals(client.getMetadata().getNamespace()))
                .findFirst();
    }

    /** The policies of a namespace. */
    List<NetworkPolicy> policies(String namespace) {
        return others.stream()
                .filter(NetworkPolicy.class::isInstance)
                .map(NetworkPolicy.class::cast)
                .filter(policy -> policy.getMetadata().getNamespace().equals(namespace))
                .toList();
    }
}
