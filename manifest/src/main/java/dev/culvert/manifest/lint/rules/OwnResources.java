package dev.culvert.manifest.lint.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec;
import dev.culvert.manifest.api.VpnClientSpec.Kind;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewaySpec;
import dev.culvert.manifest.crd.SchemaCheck;
import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Resource;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.Place;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Known;
import dev.culvert.manifest.validation.Reason;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** VpnGateways and VpnClients: what the API server and the operator would refuse, by their own rules. */
final class OwnResources {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV045",
                    Severity.ERROR,
                    "a VpnGateway or VpnClient that is refused",
                    "The API server refuses what the schema has no place for; the operator answers the rest with the condition Invalid, and makes nothing of it.",
                    "Write what the message says; kubectl explain vpngateway.spec has every field.",
                    OwnResources::invalid),
            new Rule(
                    "CV046",
                    Severity.ERROR,
                    "a port claimed twice",
                    "A port at the exits leads to one VpnClient's pods. The one that came first keeps it.",
                    "Take another of the gateway's ports, or release it in the other VpnClient.",
                    (manifests, report) -> of(manifests, Set.of(Reason.PortTaken), report)),
            new Rule(
                    "CV050",
                    Severity.ERROR,
                    "somebody who is told two ports",
                    "A program or a key of a ConfigMap keeps one number. The VpnClient that came first tells it, the other does not.",
                    "Name another program or key, or take the announcement out of one of the two.",
                    (manifests, report) -> of(manifests, Set.of(Reason.RecipientTaken), report)));

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NAMESPACE = "default";
    private static final String VERSION = VpnGateway.GROUP + "/" + VpnGateway.VERSION;
    private static final Set<String> WORKLOADS = Set.of("apps", "batch");

    private OwnResources() {}

    private static boolean isOurs(Resource resource, String kind) {
        return resource.kind().equals(kind) && resource.group().equals(VpnGateway.GROUP);
    }

    private static void invalid(Manifests manifests, Report report) {
        for (Resource resource : manifests.resources()) {
            version(resource, report);
            schema(resource, report);
        }
        manifests.values().forEach(document -> unversioned(document, report));
        of(
                manifests,
                Set.of(
                        Reason.InvalidSpec,
                        Reason.VxlanIdTaken,
                        Reason.PodNameTaken,
                        Reason.TunnelTaken,
                        Reason.WorkloadNotSuited),
                report);
    }

    private static void version(Resource resource, Report report) {
        Node version = resource.root().get("apiVersion");
        if (resource.group().equals(VpnGateway.GROUP) && !version.is(VERSION)) {
            report.found(version, version.text("") + " is not known; write " + VERSION);
        }
    }

    /** Without apiVersion it is nothing that kubectl applies; as a document it looks like a file of values. */
    private static void unversioned(Node document, Report report) {
        Node kind = document.get("kind");
        if ((kind.is("VpnGateway") || kind.is("VpnClient"))
                && !document.get("apiVersion").exists()) {
            report.found(kind, kind.text("") + " has no apiVersion; write " + VERSION);
        }
    }

    private static void schema(Resource resource, Report report) {
        if (isOurs(resource, "VpnGateway")) {
            schema(VpnGatewaySpec.class, resource, report);
        } else if (isOurs(resource, "VpnClient")) {
            schema(VpnClientSpec.class, resource, report);
        } else if (resource.group().equals(VpnGateway.GROUP)) {
            report.found(
                    resource.root().get("kind"), "there is no kind " + resource.kind() + " in " + VpnGateway.GROUP);
        }
    }

    /** Whether there are such fields, and what the schema says of their values; of what has another shape one of the two is enough. */
    private static void schema(Class<?> type, Resource resource, Report report) {
        var misshapen = new HashSet<Place>();
        Schema.check(type, resource.spec(), (place, message) -> {
            misshapen.add(place);
            report.found(place, message);
        });
        for (InvalidInput problem : SchemaCheck.problems(resource.kind(), JSON.valueToTree(plain(resource.spec())))) {
            Node at = at(resource.root(), problem.field());
            if (!misshapen.contains(at.place())) {
                report.found(at, message(at, problem.field(), problem.problem(), problem.remedy()));
            }
        }
    }

    /** What the operator's validation says for some of its reasons. */
    static void of(Manifests manifests, Set<Reason> reasons, Report report) {
        var gateways = new LinkedHashMap<Resource, VpnGateway>();
        var clients = new LinkedHashMap<Resource, VpnClient>();
        manifests.resources().stream().filter(OwnResources::fitsSchema).forEach(resource -> {
            if (isOurs(resource, "VpnGateway")) {
                gateways.put(resource, read(resource, VpnGateway.class));
            } else if (isOurs(resource, "VpnClient")) {
                clients.put(resource, read(resource, VpnClient.class));
            }
        });
        Known known = Known.of(cluster(manifests.facts()), gateways.values(), clients.values());
        gateways.forEach((resource, gateway) -> report(resource, Validation.of(gateway, known), reasons, report));
        clients.forEach((resource, client) -> {
            report(resource, Validation.of(client, known), reasons, report);
            gateway(client, gateways.values())
                    .filter(gateway -> Validation.of(gateway, known).isEmpty())
                    .ifPresent(gateway -> workload(client, manifests)
                            .ifPresent(workload -> report(
                                    resource,
                                    Validation.of(workload, client, gateway, known.cluster()),
                                    reasons,
                                    report)));
        });
    }

    private static Optional<VpnGateway> gateway(VpnClient client, Collection<VpnGateway> gateways) {
        String namespace = client.getMetadata().getNamespace();
        var wanted = client.getSpec().gateway();
        return gateways.stream()
                .filter(gateway -> gateway.getMetadata().getName().equals(wanted.name())
                        && gateway.getMetadata().getNamespace().equals(wanted.namespaceFrom(namespace)))
                .findFirst();
    }

    /** The client's workload, if it is in the files and of a shape that Kubernetes takes. */
    private static Optional<HasMetadata> workload(VpnClient client, Manifests manifests) {
        var wanted = client.getSpec().workload();
        if (wanted == null) {
            return Optional.empty();
        }
        return manifests.resources().stream()
                .filter(resource -> WORKLOADS.contains(resource.group())
                        && resource.kind().equals(wanted.kind().name())
                        && resource.name().equals(wanted.name())
                        && Resource.mayShare(
                                resource.namespace(), client.getMetadata().getNamespace())
                        && resource.spec().exists())
                .findFirst()
                .flatMap(resource -> typed(wanted.kind(), resource));
    }

    private static Optional<HasMetadata> typed(Kind kind, Resource resource) {
        Node template = kind == Kind.CronJob
                ? resource.spec().get("jobTemplate", "spec", "template", "spec")
                : resource.spec().get("template", "spec");
        if (!template.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Json.read(JSON.valueToTree(plain(resource.root())).toString(), Workloads.type(kind)));
        } catch (KubernetesClientException | IllegalArgumentException misshapen) {
            return Optional.empty();
        }
    }

    private static boolean fitsSchema(Resource resource) {
        var problems = new ArrayList<String>();
        schema(resource, (place, message) -> problems.add(message));
        return problems.isEmpty()
                && !resource.name().isEmpty()
                && resource.spec().exists();
    }

    private static void report(Resource resource, List<Finding> findings, Set<Reason> reasons, Report report) {
        for (Finding finding : findings) {
            Node at = at(resource.root(), finding.field());
            boolean wide = finding.field().startsWith("spec.local[")
                    && Texts.prefix(at.text(""))
                            .filter(net -> !Texts.PRIVATE.contains(net))
                            .isPresent();
            if (reasons.contains(finding.reason()) && !wide) { // another rule's: CV014
                report.found(at, message(at, finding.field(), finding.problem(), finding.remedy()));
            }
        }
    }

    /** At a node that only should hold it, it says of which field it is. */
    private static String message(Node at, String field, String problem, String remedy) {
        boolean there = at.place().path().endsWith(field);
        return (there ? "" : field + ": ") + problem + "; " + remedy;
    }

    /** The node at a path as validation writes it: {@code spec.exits[0].name}; the nearest that is there. */
    private static Node at(Node root, String path) {
        Node node = root;
        for (String step : path.split("[.\\[]", -1)) {
            Node next;
            if (step.endsWith("]")) {
                String index = step.substring(0, step.length() - 1);
                List<Node> items = node.items();
                int number = index.matches("\\d{1,6}") ? Integer.parseInt(index) : items.size();
                next = number < items.size() ? items.get(number) : new Node.Absent(node.place());
            } else {
                next = node.get(step);
            }
            if (!next.exists()) {
                return node;
            }
            node = next;
        }
        return node;
    }

    private static <T> T read(Resource resource, Class<T> type) {
        var metadata = new LinkedHashMap<String, @Nullable Object>();
        metadata.put("name", resource.name());
        metadata.put("namespace", resource.namespace().isEmpty() ? NAMESPACE : resource.namespace());
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("metadata", metadata);
        map.put("spec", plain(resource.spec()));
        try {
            return JSON.treeToValue(JSON.valueToTree(map), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(resource.label() + " fits the schema and not the type", e);
        }
    }

    private static @Nullable Object plain(Node node) {
        return switch (node) {
            case Node.Mapping(var _, Map<String, Node> children) -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                children.forEach((key, value) -> map.put(key, plain(value)));
                yield map;
            }
            case Node.Sequence(var _, List<Node> elements) -> {
                var list = new ArrayList<@Nullable Object>();
                elements.forEach(element -> list.add(plain(element)));
                yield list;
            }
            case Node.Scalar scalar -> scalar.value();
            case Node.Absent _ -> null;
        };
    }

    /** What files do not show is taken to be there: optional APIs, and a Kubernetes of today. */
    private static ClusterFacts cluster(Facts facts) {
        return new ClusterFacts(
                "1." + ClusterFacts.NATIVE_SIDECARS,
                texts(facts.pods()),
                texts(facts.services()),
                texts(facts.nodes()),
                List.of(),
                List.of(),
                new ClusterFacts.Dns(null, List.of(), null, null, null),
                0,
                EnumSet.allOf(ClusterFacts.Api.class),
                null,
                null,
                null);
    }

    private static List<String> texts(PrefixSet networks) {
        return networks.prefixes().stream().map(Prefix::toString).toList();
    }
}
