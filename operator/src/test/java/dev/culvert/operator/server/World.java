package dev.culvert.operator.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.operator.CulvertOperator;
import dev.culvert.operator.OperatorSettings;
import dev.culvert.operator.gateway.HttpExitProbe;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** An API server with the operator at work, for tests that play people, kubelets and agents; each in namespaces of its own. */
public final class World implements AutoCloseable {
    /** What {@link #nodePod} makes. */
    public static final String NODE_POD = "culvert-node-x";

    private static final AtomicInteger NUMBER = new AtomicInteger(100);

    private final ApiServer server;
    private final Agents agents;
    private final List<Runnable> stops;

    private World(ApiServer server, Agents agents, List<Runnable> stops) {
        this.server = server;
        this.agents = agents;
        this.stops = List.copyOf(stops);
    }

    /** With an operator that may do everything. */
    public static World withOperator(ApiServer server) {
        var agents = new Agents();
        return new World(server, agents, start(server, agents));
    }

    /** The same on an API server of its own, which ends with it. */
    public static World alone() {
        try {
            ApiServer server = ApiServer.start();
            var agents = new Agents();
            List<Runnable> stops = new ArrayList<>(start(server, agents));
            stops.add(server::close);
            return new World(server, agents, stops);
        } catch (Exception e) {
            throw new IllegalStateException("no API server", e);
        }
    }

    /** Without one: it is the test's affair. */
    public static World withoutOperator(ApiServer server) {
        return new World(server, new Agents(), List.of());
    }

    private static List<Runnable> start(ApiServer server, Agents agents) {
        KubernetesClient user = new KubernetesClientBuilder()
                .withConfig(new io.fabric8.kubernetes.client.ConfigBuilder(server.config("admin"))
                        .withUserAgent("culvert")
                        .build())
                .build();
        var operator = new CulvertOperator(
                user,
                OperatorSettings.alone("default", agents.port()).withCluster(facts()),
                new HttpExitProbe(),
                Metrics.NOOP);
        operator.start();
        return List.of(operator::close, user::close);
    }

    public static ObjectNode facts() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.putArray("podNetworks").add("10.244.0.0/16");
        facts.put("namespace", "default");
        facts.putObject("dns").putArray("addresses").add("10.0.0.10");
        return facts;
    }

    public ApiServer server() {
        return server;
    }

    public Agents agents() {
        return agents;
    }

    public KubernetesClient admin() {
        return server.admin();
    }

    /** A new namespace. */
    public String namespace() {
        return namespace("test-" + NUMBER.incrementAndGet());
    }

    /** A new namespace of that name. */
    public String namespace(String name) {
        admin().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** A VXLAN identifier that no other test has. */
    public int vni() {
        return NUMBER.incrementAndGet();
    }

    /** Waits, as long as a slow machine may need. */
    public static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    public void secret(String namespace, String name) {
        secret(namespace, name, Map.of("wg.conf", "[Interface]\nPrivateKey = not-a-key\n"));
    }

    /** A Secret with these values, written anew if it is there. */
    public void secret(String namespace, String name, Map<String, String> values) {
        admin().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withStringData(values)
                        .build())
                .createOr(existing -> existing.update());
    }

    /** An overlay gateway with these exits, and their Secrets. */
    public VpnGateway gateway(String namespace, String name, String... exits) {
        for (String exit : exits) {
            secret(namespace, "wg-" + exit);
        }
        return declare(namespace, name, overlay(vni(), exits));
    }

    public static String overlay(int vni, String... exits) {
        StringBuilder spec = new StringBuilder("exits:\n");
        for (String exit : exits) {
            spec.append("- {name: %s, wireguard: {secretRef: {name: wg-%s}}}\n".formatted(exit, exit));
        }
        return spec + "routing: {overlay: {vxlanId: %d}}\n".formatted(vni);
    }

    /** A gateway as somebody would write it. */
    public VpnGateway declare(String namespace, String name, String spec) {
        return admin().resource(read(VpnGateway.class, namespace, name, spec)).create();
    }

    /** As it was written, mistakes included. */
    public void write(String namespace, String kind, String name, String spec) {
        var written = Serialization.unmarshal(yaml(kind, namespace, name, spec), GenericKubernetesResource.class);
        admin().genericKubernetesResources(written.getApiVersion(), kind)
                .inNamespace(namespace)
                .resource(written)
                .create();
    }

    private static String yaml(String kind, String namespace, String name, String spec) {
        return """
                apiVersion: culvert.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec:
                """.formatted(kind, name, namespace) + spec.indent(2);
    }

    public VpnClient client(String namespace, String name, String spec) {
        return admin().resource(read(VpnClient.class, namespace, name, spec)).create();
    }

    /** A Deployment, and the VpnClient of its name that leads it through the gateway {@code downloads}. */
    public VpnClient deploymentClient(String namespace, String name) {
        create(namespace, workload("Deployment", name));
        return client(namespace, name, """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: %s}
                """.formatted(name));
    }

    private static <T extends HasMetadata> T read(Class<T> type, String namespace, String name, String spec) {
        return Serialization.unmarshal(yaml(type.getSimpleName(), namespace, name, spec), type);
    }

    /** A workload as somebody would write it, of a kind with a template. */
    public static String workload(String kind, String name) {
        String template = """
                metadata: {labels: {app: %1$s}}
                spec:
                  restartPolicy: %2$s
                  initContainers:
                  - {name: chown, image: busybox, command: [chown, "1000", /data]}
                  containers:
                  - {name: app, image: %1$s}
                """.formatted(name, kind.endsWith("Job") ? "Never" : "Always");
        String selector = "selector: {matchLabels: {app: %s}}\n".formatted(name);
        String spec = switch (kind) {
            case "CronJob" -> "schedule: '0 0 * * *'\njobTemplate:\n  spec:\n    template:\n" + template.indent(6);
            case "Job" -> "template:\n" + template.indent(2);
            case "StatefulSet" -> "serviceName: %s\n".formatted(name) + selector + "template:\n" + template.indent(2);
            default -> selector + "template:\n" + template.indent(2);
        };
        String version = switch (kind) {
            case "CronJob" -> "batch/v1beta1";
            case "Job" -> "batch/v1";
            default -> "apps/v1";
        };
        return "apiVersion: %s\nkind: %s\nmetadata: {name: %s}\nspec:\n".formatted(version, kind, name)
                + spec.indent(2);
    }

    public HasMetadata create(String namespace, String yaml) {
        HasMetadata object = admin().getKubernetesSerialization().unmarshal(yaml);
        object.getMetadata().setNamespace(namespace);
        return admin().resource(object).create();
    }

    /** As it is now. */
    public <T extends HasMetadata> T now(T like) {
        return Objects.requireNonNull(admin().resource(like).get());
    }

    public VpnGateway gateway(String namespace, String name) {
        return admin().resources(VpnGateway.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    public VpnClient client(String namespace, String name) {
        return admin().resources(VpnClient.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    /** A condition as people read it: Ready=False NoExitHealthy message; empty while there is none. */
    public String condition(HasMetadata resource, String type) {
        List<Condition> conditions = switch (now(resource)) {
            case VpnGateway gateway
            when gateway.getStatus() != null -> gateway.getStatus().conditions();
            case VpnClient client
            when client.getStatus() != null -> client.getStatus().conditions();
            default -> List.of();
        };
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getType() + "=" + condition.getStatus() + " " + condition.getReason() + " "
                        + condition.getMessage())
                .findFirst()
                .orElse("");
    }

    /** Waits until a condition's text begins so. */
    public void until(HasMetadata resource, String type, String beginning) {
        try {
            eventually().until(() -> condition(resource, type).startsWith(type + "=" + beginning));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(
                    "wanted " + type + "=" + beginning + ", there is " + Serialization.asYaml(now(resource)), e);
        }
    }

    /** The kubelet's part: the pod of an exit, running, with an agent that says it is ready. Its address. */
    public String exitPod(VpnGateway gateway, String exit) {
        String address = agents.start("""
                {"name":"%s","role":"gateway","ready":true,"engine":"up","detail":"","publicAddress":"203.0.113.7"}
                """.formatted(exit));
        pod(
                gateway.getMetadata().getNamespace(),
                gateway.getMetadata().getName() + "-" + exit + "-0",
                Map.of(
                        Labels.MANAGED_BY,
                        Labels.CULVERT,
                        Labels.GATEWAY,
                        gateway.getMetadata().getName(),
                        Labels.EXIT,
                        exit),
                Map.of(),
                address,
                List.of());
        return address;
    }

    /** The kubelet's part: the pod of a router in network routing. Its name. */
    public String routerPod(VpnGateway gateway, int number) {
        String name = GatewayNames.router(gateway, number) + "-0";
        pod(
                gateway.getMetadata().getNamespace(),
                name,
                Map.of(
                        Labels.MANAGED_BY,
                        Labels.CULVERT,
                        Labels.GATEWAY,
                        gateway.getMetadata().getName(),
                        Labels.ROUTER,
                        String.valueOf(number)),
                Map.of(),
                "10.244.9." + number,
                List.of());
        return name;
    }

    /** The kubelet's part for a client that has its tunnel in its own pod, with an agent there that says it is ready. Its address. */
    public String sidecarPod(HasMetadata workload, String name) {
        String address = agents.startSidecar("""
                {"name":"app","role":"sidecar","ready":true,"engine":"up","detail":"","publicAddress":"203.0.113.7"}
                """);
        podOf(workload, name, address);
        return address;
    }

    /** The DaemonSet controller's part: an agent of a node, which has not become ready, in the operator's own namespace. */
    public void nodePod(String namespace) {
        admin().resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(NODE_POD)
                        .withNamespace(namespace)
                        .withLabels(NodeObjects.labels())
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("node-7")
                        .addNewContainer()
                        .withName("node")
                        .withImage("node")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    /** What a ConfigMap says, as one text. */
    public String settings(String namespace, String name) {
        return admin().configMaps()
                .inNamespace(namespace)
                .withName(name)
                .require()
                .getData()
                .toString();
    }

    /** A pod that a workload's template makes, running; our init container, if it is there, has ended well. */
    public Pod podOf(HasMetadata workload, String name, String address) {
        var template = Workloads.template(now(workload));
        List<String> inits =
                Objects.requireNonNullElse(template.getSpec().getInitContainers(), List.<Container>of()).stream()
                        .map(container -> container.getName())
                        .toList();
        var annotations = new TreeMap<>(
                Objects.requireNonNullElse(template.getMetadata().getAnnotations(), Map.<String, String>of()));
        String networks = annotations.get("k8s.v1.cni.cncf.io/networks");
        if (networks != null) {
            // As Multus tells what it has done.
            annotations.put("k8s.v1.cni.cncf.io/network-status", networks);
        }
        return pod(
                workload.getMetadata().getNamespace(),
                name,
                template.getMetadata().getLabels(),
                annotations,
                address,
                inits);
    }

    private Pod pod(
            String namespace,
            String name,
            Map<String, String> labels,
            Map<String, String> annotations,
            String address,
            List<String> inits) {
        Pod pod = admin().resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage("app")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        var status = new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP(address)
                .addNewPodIP(address)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition();
        for (String init : inits) {
            status.addNewInitContainerStatus()
                    .withName(init)
                    .withImage("image")
                    .withImageID("")
                    .withRestartCount(0)
                    .withReady(true)
                    .withNewState()
                    .withNewTerminated()
                    .withExitCode(0)
                    .endTerminated()
                    .endState()
                    .endInitContainerStatus();
        }
        return shows(pod, status.build());
    }

    /** Writes a status as the kubelet and Kubernetes' controllers do: nobody's other write on the resource meanwhile is in its way. */
    public <T extends HasMetadata> T shows(T resource, KubernetesResource status) {
        return admin().resource(resource)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(Map.of("status", status)));
    }

    @Override
    public void close() {
        stops.forEach(Runnable::run);
    }
}
