package dev.culvert.operator.scale;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.server.ApiServer;
import dev.culvert.operator.server.OperatorProcess;
import dev.culvert.operator.server.World;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Gateways with four exits each and clients (Deployments) on an API server alone: the time to converge from nothing, from the
 * operator's restart, and after one change. Arguments: gateways, clients.
 */
public final class Scale {
    private static final int PAGES = 18080;
    private static final int WRITERS = 16;

    private final ApiServer server;
    private final World world;
    private final Set<String> attached = ConcurrentHashMap.newKeySet();

    private Scale(ApiServer server) {
        this.server = server;
        this.world = World.withoutOperator(server);
    }

    public static void main(String[] args) throws Exception {
        int gateways = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int clients = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        try (ApiServer server = ApiServer.unaudited()) {
            new Scale(server).measure(gateways, clients);
        }
    }

    private void measure(int gateways, int clients) throws Exception {
        List<String> namespaces =
                IntStream.range(0, gateways).mapToObj(_ -> world.namespace()).toList();
        timed("make " + gateways + " gateways", () -> each(gateways, number -> gateway(namespaces.get(number))));
        timed(
                "make " + clients + " Deployments and VpnClients",
                () -> each(
                        clients, number -> world.deploymentClient(namespaces.get(number % gateways), "app-" + number)));
        try (SharedIndexInformer<VpnClient> _ =
                server.admin().resources(VpnClient.class).inAnyNamespace().inform(new Counter())) {
            try (var operator = operator()) {
                timed("converge from nothing", () -> until(operator, () -> attached.size() >= clients));
                figures(operator);
                oneMore(operator, namespaces.getFirst(), "at-once");
                timed("quiet after", () -> quiet(operator));
                figures(operator);
                for (int i = 0; i < 5; i++) {
                    oneMore(operator, namespaces.get(i), "later");
                }
                quiet(operator);
            }
            try (var operator = operator()) {
                timed("restart to steady", () -> {
                    until(operator, () -> metric("culvert_reconciliation_seconds_count") >= clients + gateways);
                    quiet(operator);
                });
                figures(operator);
            }
        }
    }

    private void oneMore(OperatorProcess operator, String namespace, String name) throws Exception {
        timed("one new client attached", () -> {
            world.deploymentClient(namespace, name);
            until(operator, () -> attached.contains(namespace + "/" + name));
        });
    }

    private final class Counter implements ResourceEventHandler<VpnClient> {
        @Override
        public void onAdd(VpnClient client) {
            if (client.getStatus() != null
                    && Conditions.holds(client.getStatus().conditions(), "Attached")) {
                attached.add(client.getMetadata().getNamespace() + "/"
                        + client.getMetadata().getName());
            }
        }

        @Override
        public void onUpdate(VpnClient before, VpnClient now) {
            onAdd(now);
        }

        @Override
        public void onDelete(VpnClient client, boolean unknown) {}
    }

    private OperatorProcess operator() {
        return new OperatorProcess(
                server, "admin", world.agents().port(), List.of("--pages-port=" + PAGES), List.of("-Xmx512m"));
    }

    private void gateway(String namespace) {
        world.gateway(namespace, "downloads", "a", "b", "c", "d");
    }

    /** Done when no request but watches is made for some seconds. */
    private static void quiet(OperatorProcess operator) {
        double[] last = {-1};
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    double now = metric("culvert_api_requests_total{code=\"20", "WATCH")
                            + metric("culvert_reconciliation_seconds_count");
                    boolean same = now == last[0];
                    last[0] = now;
                    return same || !operator.isAlive();
                });
    }

    private static void until(OperatorProcess operator, BooleanSupplier condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(12))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    if (!operator.isAlive()) {
                        throw new IllegalStateException(operator.log());
                    }
                    return condition.getAsBoolean();
                });
    }

    private static void figures(OperatorProcess operator) throws IOException {
        String memory = Files.readAllLines(Path.of("/proc/" + operator.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList()
                .toString();
        System.out.printf(
                "  requests %.0f (watches apart), passes %.0f, heap %.0f MB, %s%n",
                metric("culvert_api_requests_total{", "WATCH"),
                metric("culvert_reconciliation_seconds_count"),
                metric("jvm_memory_used_bytes{area=\"heap\"") / 1e6,
                memory);
    }

    /** The sum of all that begin so, but those with that word; 0 while there is no page. */
    private static double metric(String beginning, String... without) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String page = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PAGES + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return page.lines()
                    .filter(line -> line.startsWith(beginning))
                    .filter(line -> List.of(without).stream().noneMatch(line::contains))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private interface Each {
        void make(int number);
    }

    private static void each(int count, Each each) throws Exception {
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            for (Future<?> future : IntStream.range(0, count)
                    .mapToObj(number -> writers.submit(() -> each.make(number)))
                    .toList()) {
                future.get();
            }
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void timed(String what, Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        System.out.printf("%s: %.2f s%n", what, (System.nanoTime() - start) / 1e9);
    }
}
