package dev.culvert.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.process.Finished;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A cluster with Culvert installed, a pod that is no client, and a provider beyond the node's uplink. */
final class Site implements AutoCloseable {
    /** By this address the node's own traffic leaves, and that of pods that are no clients. */
    static final String NODE = "192.168.60.2";

    private static final int EXITS = 13;
    /**
     * A kubelet of 1.20 may miss that a pod is deleted in the second in which it starts, and sees it when it looks at the pod again: after 60 to
     * 90 s. Then the pod ends, and the next one starts.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final Cluster cluster = Cluster.up();
    private final Provider provider = new Provider(EXITS);

    Site() {
        Cluster.install();
        Cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: bystander, namespace: default}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - {name: app, image: "culvert/client:dev", imagePullPolicy: Never, command: [sleep, infinity]}
                """);
        await().untilAsserted(() -> assertThat(ask("default", "bystander")).isEqualTo(NODE));
    }

    KubernetesClient api() {
        return cluster.api();
    }

    /** The Secret {@code wg-EXIT} with the file that the provider gives for an exit. */
    void secret(String namespace, int exit) {
        var data = Base64.getEncoder().encodeToString(provider.file(exit).getBytes(StandardCharsets.UTF_8));
        api().secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("wg-" + exit)
                        .endMetadata()
                        .withData(Map.of("wg.conf", data))
                        .build())
                .create();
    }

    /** An overlay gateway with that exit alone. */
    void overlay(String namespace, String name, int exit) {
        secret(namespace, exit);
        Cluster.apply("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: %s, namespace: %s}
                spec: {exits: [{name: exit, wireguard: {secretRef: {name: wg-%d}}}], routing: {overlay: {vxlanId: %d}}, %s}
                """.formatted(name, namespace, exit, 1000 + exit, Provider.WITNESSES));
    }

    /** Makes a workload a client, by a VpnClient of its name and a gateway of its namespace. */
    static void attach(String namespace, String kind, String name, String gateway) {
        Cluster.apply("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnClient
                metadata: {name: %1$s, namespace: %2$s}
                spec: {gateway: {name: %3$s}, workload: {kind: %4$s, name: %1$s}}
                """.formatted(name, namespace, gateway, kind));
    }

    /** The file that the provider gives for an exit. */
    String file(int exit) {
        return provider.file(exit);
    }

    /** The address that the remote saw when the pod's program asked it, or nothing. */
    String ask(String namespace, String pod) {
        return String.join("\n", answers(namespace, pod, 1));
    }

    /** Whether the pod's program runs and asks, and gets no answer. */
    boolean isClosed(String namespace, String pod) {
        return answers(namespace, pod, 1).equals(List.of(""));
    }

    /** The addresses that the remote saw in {@code times} questions; a question without an answer counts as an empty one. */
    Set<String> ask(String namespace, String pod, int times) {
        List<String> answers = answers(namespace, pod, times);
        return answers.size() == times ? Set.copyOf(answers) : Set.of("");
    }

    /** Asked by one program, one question after the other: a runtime takes longer to start one than it takes. */
    private List<String> answers(String namespace, String pod, int times) {
        String question =
                "n=0; while [ $n -lt %d ]; do n=$((n+1)); echo \"$(curl -s4 -m3 http://%s/ip | tr -d '\\n')\"; done"
                        .formatted(times, Provider.REMOTE);
        return exec(namespace, pod, "app", "sh", "-c", question)
                .out()
                .lines()
                .map(line -> line.replaceFirst(".*\"ip\"\\s*:\\s*\"([0-9.]+)\".*", "$1")
                        .strip())
                .toList();
    }

    /**
     * A command in a container, as its own user: by the API itself, since tests ask all the time, and each kubectl is a program to start.
     * A failure to start it is one as well.
     */
    Finished exec(String namespace, String pod, String container, String... command) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        try (ExecWatch running = api().pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(container)
                .writingOutput(out)
                .writingError(err)
                .exec(command)) {
            int code = running.exitCode().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return new Finished(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } catch (KubernetesClientException | ExecutionException | TimeoutException notDone) {
            return new Finished(1, "", notDone.toString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does it, and insists that nothing crossed the uplink outside tunnels meanwhile: a count that is known to count. */
    void noLeakBy(Runnable deed) {
        long before = Provider.outside();
        int lines = provider.outsideLines().size();
        deed.run();
        assertThat(Provider.outside() - before)
                .as(() -> "packets outside tunnels: "
                        + provider.outsideLines().stream().skip(lines).toList())
                .isZero();
        assertThat(provider.services().seen().counts("tcp", RemoteServices.WEB))
                .as("who came to the remote")
                .containsKey(NODE);
    }

    Pod pod(String namespace, String name) {
        return api().pods().inNamespace(namespace).withName(name).require();
    }

    /** A condition's status, reason and message, or {@code none}. */
    String gateway(String namespace, String name, String condition) {
        var gateway = api().resources(VpnGateway.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
        return text(
                gateway.getStatus() == null ? List.of() : gateway.getStatus().conditions(), condition);
    }

    /** The same of a VpnClient. */
    String client(String namespace, String name, String condition) {
        var client = api().resources(VpnClient.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
        return text(client.getStatus() == null ? List.of() : client.getStatus().conditions(), condition);
    }

    private static String text(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage())
                .findFirst()
                .orElse("none");
    }

    static ConditionFactory await() {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions();
    }

    @Override
    public void close() {
        provider.close();
        cluster.close();
    }
}
