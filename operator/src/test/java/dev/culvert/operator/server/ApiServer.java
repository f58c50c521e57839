package dev.culvert.operator.server;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real API server with its etcd, alone: no controllers and no nodes, so a pod is there only if a test makes it. RBAC is
 * on; who may what beside {@link #admin} is the tests' affair.
 */
public final class ApiServer implements AutoCloseable {
    private static final String ADMIN = "admin";
    private static final String SERVICES = "10.96.0.0/16";

    private final Path folder;
    private final boolean audited;
    private final int port = freePort();
    private final List<Process> processes = new ArrayList<>();
    private final KubernetesClient admin;

    private ApiServer(boolean audited) throws Exception {
        this.audited = audited;
        Path memory = Path.of("/dev/shm");
        folder = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "culvert-apiserver")
                : Files.createTempDirectory("culvert-apiserver");
        try {
            startEtcd();
            write("tokens.csv", ADMIN + "-token,admin,admin,system:masters\n");
            write("service-account.key", privateKey());
            write("audit.yaml", """
                    apiVersion: audit.k8s.io/v1
                    kind: Policy
                    omitStages: [RequestReceived]
                    rules: [{level: Metadata}]
                    """);
            startServer();
            admin = client(ADMIN);
            install("vpngateways");
            install("vpnclients");
        } catch (Exception e) {
            end();
            throw e;
        }
    }

    /** Started, ready, with our resources. */
    public static ApiServer start() throws Exception {
        return new ApiServer(true);
    }

    /** The same without a log of requests, which would cost as much as the requests. */
    public static ApiServer unaudited() throws Exception {
        return new ApiServer(false);
    }

    /** May do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    /** A client of its own for a user of {@link #addUser}. */
    public KubernetesClient client(String user) {
        return new KubernetesClientBuilder().withConfig(config(user)).build();
    }

    public Config config(String user) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withOauthToken(user + "-token")
                .withCaCertFile(folder.resolve("certificates/apiserver.crt").toString())
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    public String url() {
        return "https://127.0.0.1:" + port;
    }

    /** A file for kubectl, and for the operator as a process. */
    public Path kubeconfig(String user) throws IOException {
        Path file = folder.resolve(user + ".kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: '%s', certificate-authority: '%s'}}]
                users: [{name: test, user: {token: '%s-token'}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """.formatted(url(), folder.resolve("certificates/apiserver.crt"), user));
        return file;
    }

    /** Where its files are; what others put there is removed with them. */
    Path folder() {
        return folder;
    }

    /** What was asked of the server from its start on, in order. */
    public AuditLog audit() {
        return new AuditLog(folder.resolve("audit.log"));
    }

    /** As {@code kill -9}, and started again on the same data, with these options besides its own. */
    public void restart(String... options) throws Exception {
        Process server = processes.removeLast();
        server.destroyForcibly().onExit().join();
        startServer(options);
    }

    @Override
    public void close() {
        admin.close();
        try {
            end();
        } catch (IOException e) {
            throw new UncheckedIOException("the API server's files stay", e);
        }
    }

    private void end() throws IOException {
        for (Process process : processes.reversed()) {
            process.destroyForcibly().onExit().join();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The process ids of etcd and of the server. */
    public List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    private void startEtcd() throws IOException {
        String clients = "http://127.0.0.1:" + freePort();
        String peers = "http://127.0.0.1:" + freePort();
        write("etcd.url", clients);
        processes.add(run(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers,
                "--snapshot-count=100000",
                "--log-level=error"));
    }

    private void startServer(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                KubernetesBinaries.apiServer(),
                "--etcd-servers=" + Files.readString(folder.resolve("etcd.url")),
                "--bind-address=127.0.0.1",
                "--advertise-address=192.0.2.10",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certificates"),
                "--service-cluster-ip-range=" + SERVICES,
                "--service-account-issuer=https://test",
                "--service-account-key-file=" + folder.resolve("service-account.key"),
                "--service-account-signing-key-file=" + folder.resolve("service-account.key"),
                "--disable-admission-plugins=ServiceAccount",
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--allow-privileged=true"));
        command.addAll(List.of(options));
        if (audited) {
            command.add("--audit-policy-file=" + folder.resolve("audit.yaml"));
            command.add("--audit-log-path=" + folder.resolve("audit.log"));
        }
        Process server = run(command.toArray(String[]::new));
        processes.add(server);
        Config config = config(ADMIN);
        Awaitility.await("the API server, see " + folder + "/kube-apiserver.log")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> ready(server, config));
    }

    private boolean ready(Process server, Config config) {
        if (!server.isAlive()) {
            throw new IllegalStateException("the API server ended with " + server.exitValue() + "; see " + folder);
        }
        if (!Files.exists(folder.resolve("certificates/apiserver.crt"))) {
            return false;
        }
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return "ok".equals(client.raw("/readyz"));
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    /** A user with a token and no right but those that a test gives; known after the restart that this does. */
    public void addUser(String user) throws Exception {
        Path tokens = folder.resolve("tokens.csv");
        String line = user + "-token," + user + "," + user + "\n";
        if (!Files.readString(tokens).contains(line)) {
            Files.writeString(tokens, line, StandardOpenOption.APPEND);
            restart();
        }
    }

    private void install(String plural) throws IOException {
        Path definition = KubernetesBinaries.checkout().resolve("deploy/crds/" + plural + ".culvert.dev.yaml");
        try (InputStream file = Files.newInputStream(definition)) {
            admin.load(file).create();
        }
        Awaitility.await(plural).atMost(Duration.ofSeconds(20)).until(() -> isEstablished(plural + ".culvert.dev"));
    }

    /** Whether a definition of that name is served; it has no conditions at first. */
    boolean isEstablished(String name) {
        var status = admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .require()
                .getStatus();
        return status != null
                && Objects.requireNonNullElse(status.getConditions(), List.<CustomResourceDefinitionCondition>of())
                        .stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private Process run(String... command) throws IOException {
        String name = Path.of(command[0]).getFileName().toString();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".log").toFile()));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String privateKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
