package dev.culvert.operator;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.announce.to.Ways;
import dev.culvert.operator.apply.Slim;
import dev.culvert.operator.client.ClientReconciler;
import dev.culvert.operator.client.ClientSources;
import dev.culvert.operator.cluster.ClusterWatch;
import dev.culvert.operator.gateway.ExitProbe;
import dev.culvert.operator.gateway.GatewayReconciler;
import dev.culvert.operator.gateway.GatewaySources;
import dev.culvert.operator.gateway.StatusTokens;
import dev.culvert.operator.names.provider.ProviderWays;
import dev.culvert.operator.report.Events;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both reconcilers with all that they watch, running against one API server. */
public final class CulvertOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CulvertOperator.class);
    private static final Duration RETRY_FIRST = Duration.ofMillis(500);
    private static final Duration RETRY_LONGEST = Duration.ofMinutes(1);
    private static final double RETRY_GROWTH = 1.6;

    /** A resource that is changed again and again is looked at so often, and no oftener. */
    private static final LinearRateLimiter RATE = new LinearRateLimiter(Duration.ofSeconds(1), 4);

    private static final int THREADS = 24;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration SYNC = Duration.ofMinutes(2);

    private final ClusterWatch cluster;
    private final GatewaySources gateways;
    private final ClientSources clients;
    private final Operator operator;
    private volatile boolean started;
    private volatile boolean closing;

    /** Finds out about the cluster; {@link #start} does the rest. */
    public CulvertOperator(KubernetesClient client, OperatorSettings settings, ExitProbe probe, Metrics metrics) {
        var changed = new AtomicReference<Runnable>(() -> {});
        cluster =
                new ClusterWatch(client, settings.cluster(), () -> changed.get().run());
        var events = new Events(client, Clock.systemUTC());
        gateways = new GatewaySources(
                cluster::current,
                probe,
                settings.statusPort(),
                settings.askEvery(),
                new ProviderWays(client),
                this::told);
        clients = new ClientSources(cluster::current, gateways::secret, new Ways(client), gateways::settleNodes);
        changed.set(() -> {
            gateways.nudgeAll();
            clients.nudgeAll();
        });
        var tokens = new StatusTokens();
        operator = new Operator(service -> configure(service, client, settings, metrics));
        operator.register(
                new GatewayReconciler(gateways, tokens, events, Clock.systemUTC()),
                CulvertOperator::<VpnGateway>common);
        operator.register(
                new ClientReconciler(clients, tokens, events, Clock.systemUTC()), CulvertOperator::<VpnClient>common);
    }

    private void configure(
            ConfigurationServiceOverrider service,
            KubernetesClient client,
            OperatorSettings settings,
            Metrics metrics) {
        service.withKubernetesClient(client)
                .withMetrics(metrics)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(THREADS)
                .withReconciliationTerminationTimeout(GRACE)
                .withCacheSyncTimeout(SYNC)
                .checkingCRDAndValidateLocalModel(false);
        if (settings.leaderElection()) {
            service.withLeaderElectionConfiguration(
                    LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("culvert-operator")
                            .withLeaseNamespace(settings.namespace())
                            // The framework's own way out waits for its own shutdown, without end.
                            .withExitOnStopLeading(false)
                            .withLeaderCallbacks(new LeaderCallbacks(() -> {}, this::deposed, _ -> {}))
                            .build());
        }
    }

    /** Another leads by now, and must not be worked against for one moment more. */
    private void deposed() {
        if (!closing) {
            LOG.atError().log("the lease is lost: this replica ends, and is started anew");
            Runtime.getRuntime().halt(1);
        }
    }

    private static <P extends HasMetadata> void common(ControllerConfigurationOverrider<P> controller) {
        Slim.watch(controller);
        controller
                .withFieldManager(Labels.CULVERT)
                .withRateLimiter(RATE)
                .withReconciliationMaxInterval(Duration.ofHours(10))
                .withRetry(new GenericRetry()
                        .setInitialInterval(RETRY_FIRST)
                        .setIntervalMultiplier(RETRY_GROWTH)
                        .setMaxInterval(RETRY_LONGEST.toMillis())
                        .withoutMaxAttempts());
    }

    /** Returns when everything is watched. */
    public void start() {
        operator.start();
        started = true;
        gateways.nudgeOne();
    }

    /** Whether everything is watched. */
    public boolean ready() {
        return started && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /** Those that there are, as they were last seen, whether or not this replica works for them. */
    public List<VpnGateway> gateways() {
        return started ? gateways.all() : List.of();
    }

    /** Half of it must not be taken for all: nodes would lose what the other half needs. */
    private Optional<Map<String, Boolean>> told() {
        return started ? Optional.of(clients.told()) : Optional.empty();
    }

    /** Lets passes end, at most some seconds. */
    @Override
    public void close() {
        started = false;
        closing = true;
        operator.stop();
        gateways.close();
        clients.close();
        cluster.close();
    }
}
