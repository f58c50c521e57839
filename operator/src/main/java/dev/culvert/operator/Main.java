package dev.culvert.operator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.operator.gateway.HttpExitProbe;
import dev.culvert.operator.serve.GatewayMetrics;
import dev.culvert.operator.serve.OperatorMetrics;
import dev.culvert.operator.serve.OperatorPages;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The operator's program. */
@Command(
        name = "culvert-operator",
        mixinStandardHelpOptions = true,
        description = "Makes VpnGateways and VpnClients so. Finds the API server as kubectl does.",
        showDefaultValues = true)
public final class Main implements Callable<Integer> {
    @Option(
            names = "--namespace",
            defaultValue = "${env:POD_NAMESPACE:-culvert-system}",
            description = "Its own namespace, where its lease is.")
    private String namespace = "culvert-system";

    @Option(names = "--leader-election", description = "Several may run, one of them works.")
    private boolean leaderElection;

    @Option(
            names = "--cluster-facts",
            paramLabel = "FILE",
            description = "What is so whatever is found: YAML or JSON, as culvert render reads it.")
    private @Nullable Path facts;

    @Option(names = "--agent-image", paramLabel = "IMAGE", description = "What our pods run.")
    private @Nullable String agentImage;

    @Option(names = "--pages-port", defaultValue = "8080", description = "Where /healthz, /readyz and /metrics are.")
    private int pagesPort = 8080;

    @Option(
            names = "--status-port",
            defaultValue = "" + HttpExitProbe.PORT,
            description = "Where gateways' agents tell their status.")
    private int statusPort = HttpExitProbe.PORT;

    @Option(names = "--ask-every", defaultValue = "PT2S", description = "How often they are asked.")
    private Duration askEvery = OperatorSettings.ASK_EVERY;

    private Main() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        var metrics = new OperatorMetrics(registry);
        var gateways = new GatewayMetrics(registry);
        var stopped = new CountDownLatch(1);
        try (var gc = new JvmGcMetrics();
                KubernetesClient client = client(metrics);
                var operator = new CulvertOperator(client, settings(), new HttpExitProbe(), metrics);
                var pages = new OperatorPages(pagesPort, () -> true, operator::ready, () -> {
                    gateways.show(operator.gateways());
                    return registry.scrape();
                })) {
            gc.bindTo(registry);
            var stop = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop.countDown();
                await(stopped);
            }));
            operator.start();
            System.err.println("culvert-operator: running; pages on port " + pages.port());
            stop.await();
        } finally {
            stopped.countDown();
        }
        return CommandLine.ExitCode.OK;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OperatorSettings settings() throws IOException {
        ObjectNode cluster = facts == null
                ? JsonNodeFactory.instance.objectNode()
                : Serialization.unmarshal(Files.readString(facts), ObjectNode.class);
        if (agentImage != null) {
            cluster.withObject("/images").put("agent", agentImage);
        }
        cluster.put("namespace", namespace);
        return new OperatorSettings(namespace, leaderElection, cluster, statusPort, askEvery);
    }

    private static KubernetesClient client(OperatorMetrics metrics) {
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withUserAgent("culvert")
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(
                        builder -> builder.addOrReplaceInterceptor("culvert-requests", metrics.requests()))
                .build();
    }
}
