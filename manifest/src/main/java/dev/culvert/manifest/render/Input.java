package dev.culvert.manifest.render;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec.Kind;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.crd.SchemaCheck;
import dev.culvert.model.InvalidInput;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What files hold that matters to us; everything else in them is left alone. */
public final class Input {
    private static final String OURS = VpnGateway.GROUP + "/" + VpnGateway.VERSION;
    private static final Map<String, Class<? extends HasMetadata>> OTHERS = others();

    private final List<VpnGateway> gateways = new ArrayList<>();
    private final List<VpnClient> clients = new ArrayList<>();
    private final List<HasMetadata> others = new ArrayList<>();
    private final Map<String, String> files = new HashMap<>();

    private static Map<String, Class<? extends HasMetadata>> others() {
        return Stream.concat(Arrays.stream(Kind.values()).map(Workloads::type), Stream.of(NetworkPolicy.class))
                .collect(Collectors.toUnmodifiableMap(
                        type -> groupAndKind(HasMetadata.getApiVersion(type), HasMetadata.getKind(type)),
                        type -> type));
    }

    /** Other projects have kinds of the same names: a Job is Kubernetes' own in batch alone. */
    private static String groupAndKind(String apiVersion, String kind) {
        return apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/'))) + "/" + kind;
    }

    /**
     * Adds a file.
     *
     * @throws InvalidInput naming file, field and remedy
     */
    public void add(String file, String text) {
        add(file, Yaml.documents(file, text));
    }

    /**
     * Adds the documents of a file.
     *
     * @throws InvalidInput naming file, field and remedy
     */
    public void add(String file, List<JsonNode> documents) {
        documents.forEach(document -> add(file, document));
    }

    private void add(String file, JsonNode document) {
        String kind = document.path("kind").asText();
        String apiVersion = document.path("apiVersion").asText();
        if (kind.equals("List")) {
            document.path("items").forEach(item -> add(file, item));
        } else if (apiVersion.isEmpty() && (kind.equals("VpnGateway") || kind.equals("VpnClient"))) {
            throw new InvalidInput(file + ": apiVersion", kind + " has none", "write " + OURS);
        } else if (apiVersion.startsWith(VpnGateway.GROUP + "/")) {
            if (!apiVersion.equals(OURS)) {
                throw new InvalidInput(file + ": apiVersion", apiVersion + " is not known", "write " + OURS);
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
        } else {
            Optional.ofNullable(OTHERS.get(groupAndKind(apiVersion, kind)))
                    .ifPresent(type -> others.add(other(file, Yaml.kubernetes(file, document, type))));
        }
    }

    /** One whose name the API server makes up cannot be named, and so be nobody's workload. */
    private HasMetadata other(String file, HasMetadata resource) {
        ObjectMeta meta = resource.getMetadata();
        boolean namedLater = meta != null && meta.getName() == null && meta.getGenerateName() != null;
        return namedLater ? inNamespace(resource) : known(file, resource);
    }

    private static <T extends HasMetadata> T inNamespace(T resource) {
        if (resource.getMetadata().getNamespace() == null) {
            resource.getMetadata().setNamespace("default");
        }
        return resource;
    }

    private <T extends HasMetadata> T known(String file, T resource) {
        if (resource.getMetadata() == null || resource.getMetadata().getName() == null) {
            throw new InvalidInput(file + ": metadata.name", resource.getKind() + " has none", "give it a name");
        }
        inNamespace(resource);
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
                        && workload.name().equals(other.getMetadata().getName())
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
