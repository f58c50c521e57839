package dev.culvert.operator.serve;

import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.operator.report.Conditions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What gateways' statuses say, as gauges. A gateway's label is {@code namespace/name}: {@code namespace} is the scraped pod's. */
public final class GatewayMetrics {
    private final MultiGauge ready;
    private final MultiGauge clients;
    private final MultiGauge unprotected;
    private final MultiGauge healthy;
    private final MultiGauge port;
    private final MultiGauge published;

    /** Into that registry. */
    public GatewayMetrics(MeterRegistry registry) {
        ready = gauge(registry, "culvert.gateway.ready", "1 if the gateway carries traffic");
        clients = gauge(registry, "culvert.gateway.clients", "VpnClients that are attached");
        unprotected = gauge(
                registry, "culvert.gateway.unprotected.pods", "Clients' pods that run without a lock of their own");
        healthy = gauge(
                registry,
                "culvert.exit.healthy",
                "1 if the exit takes new flows; without those that nobody runs or watches");
        port = gauge(
                registry,
                "culvert.exit.forwarded.port",
                "The port that the provider forwards, 0 if it forwards none; where it is asked to");
        published = gauge(registry, "culvert.name.published", "1 if the name has the addresses that it should have");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Replaces what was there of all gateways. */
    public synchronized void show(List<VpnGateway> gateways) {
        List<VpnGateway> known =
                gateways.stream().filter(gateway -> gateway.getStatus() != null).toList();
        ready.register(rows(known, status -> Conditions.holds(status.conditions(), "Ready") ? 1 : 0), true);
        clients.register(rows(known, status -> Objects.requireNonNullElse(status.clients(), 0)), true);
        unprotected.register(rows(known, status -> Objects.requireNonNullElse(status.unprotected(), 0)), true);
        healthy.register(exits(known, exit -> exit.healthy() ? 1 : 0), true);
        port.register(
                exits(
                        known.stream()
                                .filter(gateway -> gateway.getSpec().asksForPort())
                                .toList(),
                        exit -> Objects.requireNonNullElse(exit.forwardedPort(), 0)),
                true);
        published.register(names(known), true);
    }

    private static List<Row<?>> names(List<VpnGateway> gateways) {
        return gateways.stream()
                .flatMap(gateway -> Stream.ofNullable(gateway.getStatus().names())
                        .flatMap(names -> names.records().stream()
                                .<Row<?>>map(record -> Row.of(
                                        label(gateway).and("name", record.name()),
                                        Set.copyOf(record.addresses()).equals(Set.copyOf(names.addresses())) ? 1 : 0))))
                .toList();
    }

    private static List<Row<?>> rows(List<VpnGateway> gateways, ToDoubleFunction<VpnGatewayStatus> value) {
        return gateways.stream()
                .<Row<?>>map(gateway -> Row.of(label(gateway), value.applyAsDouble(gateway.getStatus())))
                .toList();
    }

    private static List<Row<?>> exits(List<VpnGateway> gateways, ToDoubleFunction<ExitStatus> value) {
        return gateways.stream()
                .flatMap(gateway -> gateway.getStatus().exits().stream()
                        .filter(exit -> exit.witness() != null || exit.podAddress() != null)
                        .<Row<?>>map(
                                exit -> Row.of(label(gateway).and("exit", exit.name()), value.applyAsDouble(exit))))
                .toList();
    }

    private static Tags label(VpnGateway gateway) {
        return Tags.of(
                "gateway",
                gateway.getMetadata().getNamespace() + "/"
                        + gateway.getMetadata().getName());
    }
}
