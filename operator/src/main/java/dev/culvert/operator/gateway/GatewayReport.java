package dev.culvert.operator.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.NamesStatus;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.operator.cluster.PodReadiness;
import dev.culvert.operator.names.NamesReport;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Report;
import dev.culvert.operator.report.Why;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From what was seen of a gateway to what its status says. */
final class GatewayReport {
    private static final int MOST_NAMES = 5;

    private final VpnGateway gateway;
    private final GatewaySeen seen;
    private final List<Finding> findings;
    private final ClusterFacts cluster;
    private final Clock clock;

    GatewayReport(VpnGateway gateway, ClusterFacts cluster, GatewaySeen seen, List<Finding> findings, Clock clock) {
        this.gateway = gateway;
        this.cluster = cluster;
        this.seen = seen;
        this.findings = findings;
        this.clock = clock;
    }

    /**
     * The whole status.
     *
     * @param numbers the exits'
     * @param network between clients and gateways; null where there is none
     */
    Report<VpnGatewayStatus> status(Map<String, Integer> numbers, @Nullable String network) {
        List<ExitStatus> exits = new ArrayList<>();
        gateway.getSpec().exits().forEach(exit -> exits.add(exit(exit, numbers.getOrDefault(exit.name(), 0))));
        Conditions conditions = conditions(exits);
        NamesStatus names = names(exits, conditions);
        List<ExitStatus> healthy = exits.stream().filter(ExitStatus::healthy).toList();
        return new Report<>(
                new VpnGatewayStatus(
                        gateway.getMetadata().getGeneration(),
                        joined("+", gateway.getSpec().routing().given().stream().map(Routing.Method::word)),
                        network,
                        healthy.size() + "/" + exits.size(),
                        addresses(healthy),
                        seen.clients(),
                        seen.unprotected(),
                        Resolution.sentence(gateway, cluster),
                        exits,
                        names,
                        conditions.list()),
                conditions.transitions());
    }

    /** Of a spec that cannot be used nothing is read: the names stay as they are. */
    private @Nullable NamesStatus names(List<ExitStatus> exits, Conditions conditions) {
        if (!of("Invalid").isEmpty()) {
            conditions.keep("NamesPublished");
            return gateway.getStatus() == null ? null : gateway.getStatus().names();
        }
        var report = new NamesReport(gateway, exits, of("NamesPublished"), seen.names());
        report.tell(conditions);
        return report.status();
    }

    private static @Nullable String addresses(List<ExitStatus> exits) {
        return joined(
                ",",
                exits.stream()
                        .map(ExitStatus::publicAddress)
                        .flatMap(Stream::ofNullable)
                        .distinct());
    }

    /** An empty text is none: Kubernetes 1.20 takes it for null, and refuses that. */
    private static @Nullable String joined(String by, Stream<String> texts) {
        String all = texts.collect(Collectors.joining(by));
        return all.isEmpty() ? null : all;
    }

    private ExitStatus exit(Exit exit, int number) {
        Optional<Pod> pod = Optional.ofNullable(seen.pods().get(exit.name()));
        Optional<ExitReport> report = Optional.ofNullable(seen.reports().get(exit.name()));
        boolean elsewhere =
                exit.external() != null || gateway.getSpec().routing().sidecar() != null;
        boolean ready = elsewhere
                || report.map(ExitReport::ready)
                        .orElseGet(() -> pod.filter(PodReadiness::isReady).isPresent());
        Optional<ExitStatus> before =
                before().stream().filter(old -> old.name().equals(exit.name())).findFirst();
        return new ExitStatus(
                exit.name(),
                number,
                ready,
                ready,
                elsewhere ? null : report.isPresent() ? "probe" : "pod",
                report.map(ExitReport::publicAddress).orElse(null),
                before.filter(old -> old.healthy() == ready)
                        .map(ExitStatus::since)
                        .orElseGet(() ->
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()),
                report.map(ExitReport::forwardedPort).orElse(null),
                pod.map(there -> there.getStatus() == null
                                ? null
                                : there.getStatus().getPodIP())
                        .orElse(null));
    }

    private List<ExitStatus> before() {
        return gateway.getStatus() == null ? List.of() : gateway.getStatus().exits();
    }

    private Conditions conditions(List<ExitStatus> exits) {
        var conditions = new Conditions(
                gateway.getStatus() == null ? List.of() : gateway.getStatus().conditions(),
                gateway.getMetadata().getGeneration(),
                clock);
        List<Finding> invalid = of("Invalid");
        List<Finding> degraded = of("Degraded");
        List<String> down = exits.stream()
                .filter(exit -> !exit.healthy())
                .map(exit -> exit.name() + reason(exit.name()))
                .toList();
        List<String> routersDown = seen.routers().stream()
                .filter(router -> !router.ready())
                .map(router -> router.name() + " (" + router.why() + ")")
                .toList();
        if (!invalid.isEmpty()) {
            conditions.add(
                    "Ready",
                    false,
                    Why.Invalid,
                    "The spec is not used: "
                            + Validation.gravest(invalid).map(Finding::message).orElse(""));
        } else if (down.size() == exits.size() && !degraded.isEmpty()) {
            conditions.add("Ready", false, degraded.getFirst());
        } else if (down.size() == exits.size()) {
            conditions.add(
                    "Ready",
                    false,
                    Why.NoExitHealthy,
                    "No exit carries traffic, so nothing leaves: " + String.join(", ", down));
        } else if (!routersDown.isEmpty()
                && routersDown.size() == seen.routers().size()) {
            conditions.add(
                    "Ready",
                    false,
                    Why.NoRouterReady,
                    "No router forwards, so nothing leaves: " + String.join(", ", routersDown));
        } else {
            conditions.add(
                    "Ready",
                    true,
                    down.isEmpty() ? Why.AllExitsHealthy : Why.ExitsHealthy,
                    (exits.size() - down.size()) + " of " + exits.size() + " exits carry traffic");
        }
        List<String> resolversDown = resolversDown(exits);
        if (!degraded.isEmpty()) {
            conditions.add("Degraded", true, degraded.getFirst());
        } else {
            degraded(conditions, down, routersDown, resolversDown);
        }
        conditions.add(
                "KillSwitch",
                seen.unprotected() == 0,
                seen.unprotected() == 0 ? Why.Locked : Why.PodsWithoutLock,
                seen.unprotected() == 0
                        ? "No client's pod runs without its lock"
                        : seen.unprotected() + " pods run without a lock of their own; see the VpnClients");
        Validation.gravest(invalid)
                .ifPresentOrElse(
                        finding -> conditions.add("Invalid", true, finding),
                        () -> conditions.add("Invalid", false, Why.Valid, "Every rule is kept"));
        return conditions;
    }

    /** Exits that carry traffic and resolve no names: those of the others are asked. */
    private List<String> resolversDown(List<ExitStatus> exits) {
        return exits.stream()
                .filter(ExitStatus::healthy)
                .map(ExitStatus::name)
                .flatMap(exit -> Optional.ofNullable(seen.reports().get(exit)).stream()
                        .map(ExitReport::resolver)
                        .filter(amiss -> !amiss.isEmpty())
                        .map(amiss -> exit + " (" + amiss + ")"))
                .toList();
    }

    /** The gravest gives the reason, and all are told. */
    private void degraded(
            Conditions conditions, List<String> down, List<String> routersDown, List<String> resolversDown) {
        List<String> all = Stream.of(down, routersDown, resolversDown)
                .flatMap(List::stream)
                .toList();
        var told = new LinkedHashMap<Why, String>();
        if (!all.isEmpty()) {
            told.put(
                    !down.isEmpty() ? Why.ExitsDown : routersDown.isEmpty() ? Why.ResolversDown : Why.RoutersDown,
                    "Not healthy: " + String.join(", ", all));
        }
        if (!seen.nodesNotReady().isEmpty()) {
            told.put(
                    Why.NodesNotReady,
                    NodeObjects.NAME + " is not ready on " + some(seen.nodesNotReady())
                            + ", where clients' networks may be missing; its pods' events say which, and why: kubectl -n "
                            + cluster.namespace() + " describe pods -l app.kubernetes.io/component=node");
        }
        if (Resolution.lacksClusterDns(gateway, cluster)) {
            told.put(
                    Why.ClusterDnsUnknown,
                    "The cluster's DNS was not found, so clients' queries for the cluster's own names are refused; tell the"
                            + " operator its addresses (clusterFacts: dns.addresses)");
        }
        conditions.add(
                "Degraded",
                !told.isEmpty(),
                told.keySet().stream().findFirst().orElse(Why.AllExitsHealthy),
                told.isEmpty() ? "All exits are healthy" : String.join(". ", told.values()));
    }

    /** A whole cluster's names would fill the message. */
    private static String some(List<String> names) {
        return names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + " and " + (names.size() - MOST_NAMES)
                        + " more nodes";
    }

    private List<Finding> of(String condition) {
        return findings.stream()
                .filter(finding -> finding.reason().condition().equals(condition))
                .toList();
    }

    private String reason(String exit) {
        ExitReport report = seen.reports().get(exit);
        if (report != null) {
            return report.detail().isEmpty() ? " (" + report.engine() + ")" : " (" + report.detail() + ")";
        }
        Pod pod = seen.pods().get(exit);
        if (pod == null) {
            String refusal = seen.refusals().get(exit);
            return refusal == null ? " (no pod)" : " (no pod: " + refusal + ")";
        }
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return " (pod " + Objects.requireNonNullElse(phase, "Pending") + ", not ready)";
    }
}
