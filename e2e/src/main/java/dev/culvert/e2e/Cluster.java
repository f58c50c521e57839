package dev.culvert.e2e;

import dev.culvert.lab.process.Finished;
import dev.culvert.lab.process.Programs;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The cluster of {@code dev/cluster} with our images in it, started if it does not run. */
final class Cluster implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("culvert.root", "."));
    private static final String NAME = "e2e";

    /** The namespace of the node. */
    static final String NODE = NAME + "-node";

    /** The namespace on the other side of the node's uplink. */
    static final String INTERNET = NAME + "-internet";

    private final KubernetesClient api;

    private Cluster(KubernetesClient api) {
        this.api = api;
    }

    static Cluster up() {
        List<String> images = Stream.of("agent", "operator", "client", "gluetun-standin")
                .map(Cluster::image)
                .toList();
        // What an earlier run has left that was killed.
        dev("cluster", "down");
        dev("cluster", "up");
        images.forEach(image -> dev("cluster", "load", image));
        // As kubectl writes it: the client takes the file's own form, YAML in braces, for JSON.
        String kubeconfig = dev("cluster", "kubectl", "config", "view", "--raw");
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setClientKeyAlgo("EC");
        return new Cluster(new KubernetesClientBuilder().withConfig(config).build());
    }

    private static String image(String name) {
        return dev("image", name).strip();
    }

    /** A script of {@code dev/}; it must succeed. */
    private static String dev(String script, String... arguments) {
        return Programs.require(command(script, arguments), "");
    }

    private static List<String> command(String script, String... arguments) {
        var command = new ArrayList<>(List.of(
                "env",
                "CULVERT_CLUSTER=" + NAME,
                ROOT.resolve("dev").resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    KubernetesClient api() {
        return api;
    }

    /** kubectl, as a person uses it. */
    static Finished kubectl(String... arguments) {
        return Programs.run(command("cluster", kubectlLine(arguments)), "");
    }

    private static String[] kubectlLine(String... arguments) {
        return Stream.concat(Stream.of("kubectl"), Stream.of(arguments)).toArray(String[]::new);
    }

    /** The same with a file on its standard input; it must succeed. */
    static String apply(String yaml) {
        return Programs.require(command("cluster", kubectlLine("apply", "-f", "-")), yaml);
    }

    /** The plain manifest, in the words of a server as old as this one: policy/v1 came with Kubernetes 1.21. */
    static void install() {
        try {
            apply(Files.readString(ROOT.resolve("deploy/culvert.yaml")).replace("policy/v1\n", "policy/v1beta1\n"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Has all namespaces deleted that are neither the cluster's nor the installation's. */
    static void clear() {
        List<String> made = kubectl("get", "namespaces", "-o", "name")
                .out()
                .lines()
                .map(line -> line.replaceFirst("namespace/", ""))
                .filter(name -> !name.startsWith("kube-")
                        && !List.of("default", "culvert-system").contains(name))
                .toList();
        if (!made.isEmpty()) {
            var line = new ArrayList<>(List.of("delete", "namespaces", "--wait=false"));
            line.addAll(made);
            kubectl(line.toArray(String[]::new));
        }
    }

    /** Gives an image on the node a second name. */
    static void tag(String image, String name) {
        Finished done =
                onNode("ctr", "-n", "k8s.io", "images", "tag", "--force", "docker.io/" + image, "docker.io/" + name);
        if (!done.err().isEmpty()) {
            throw new AssertionError(done.err());
        }
    }

    /** A command on the node, as its root. */
    static Finished onNode(String... command) {
        return Programs.run(
                command(
                        "cluster",
                        Stream.concat(Stream.of("exec"), Stream.of(command)).toArray(String[]::new)),
                "");
    }

    @Override
    public void close() {
        api.close();
        dev("cluster", "down");
    }
}
