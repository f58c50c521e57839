package dev.culvert.operator.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.NamesStatus;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.operator.names.NamesReport;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Happening;
import dev.culvert.operator.report.Report;
import dev.culvert.operator.report.Why;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        List<ExitView> views = gateway.getSpec().exits().stream()
                .map(exit -> ExitView.of(exit, gateway.getSpec().routing(), seen, clock.instant()))
                .toList();
        List<ExitStatus> exits = views.stream()
                .map(view -> exit(view, numbers.getOrDefault(view.name(), 0)))
                .toList();
        Conditions conditions = conditions(views);
        NamesStatus names = names(exits, conditions);
        List<ExitStatus> healthy = exits.stream().filter(ExitStatus::healthy).toList();
        return new Report<>(
                new VpnGatewayStatus(
                        gateway.getMetadata().getGeneration(),
                        joined("+", gateway.getSpec().routing().given().stream().map(Routing.Method::word)),
                        network,
                        (views.stream().allMatch(GatewayReport::isUnknown) ? "?" : String.valueOf(healthy.size())) + "/"
                                + exits.size(),
                        addresses(healthy),
                        seen.clients(),
                        seen.unprotected(),
                        Resolution.sentence(gateway, cluster),
                        exits,
                        names,
                        conditions.list()),
                Stream.concat(conditions.transitions().stream(), exitChanges(exits, views))
                        .toList());
    }

    private Stream<Happening> exitChanges(List<ExitStatus> exits, List<ExitView> views) {
        return IntStream.range(0, exits.size())
                .boxed()
                .flatMap(i -> before(exits.get(i).name()).stream()
                        .flatMap(before -> ExitChanges.between(before, exits.get(i), views.get(i)).stream()));
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
                        .flatMap(exit -> Stream.of(exit.publicAddress(), exit.publicAddress6()))
                        .filter(Objects::nonNull)
                        .distinct());
    }

    /** An empty text is none: Kubernetes 1.20 takes it for null, and refuses that. */
    private static @Nullable String joined(String by, Stream<String> texts) {
        String all = texts.collect(Collectors.joining(by));
        return all.isEmpty() ? null : all;
    }

    private static boolean isUnknown(ExitView view) {
        return view.health() == ExitView.Health.SILENT || view.health() == ExitView.Health.UNWATCHED;
    }

    private ExitStatus exit(ExitView view, int number) {
        Optional<ExitStatus> before = before(view.name());
        // One question without an answer is no news: whoever is told a port would be told another, and then the first
        // again.
        Optional<ExitStatus> last = before.filter(old -> view.report().isEmpty()
                && !view.down()
                && view.podAddress() != null
                && view.podAddress().equals(old.podAddress()));
        return new ExitStatus(
                view.name(),
                number,
                view.up(),
                view.up(),
                view.witness(),
                view.report()
                        .map(ExitReport::publicAddress)
                        .or(() -> last.map(ExitStatus::publicAddress))
                        .orElse(null),
                view.report()
                        .map(ExitReport::publicAddress6)
                        .or(() -> last.map(ExitStatus::publicAddress6))
                        .orElse(null),
                before.filter(old -> old.healthy() == view.up())
                        .map(ExitStatus::since)
                        .orElseGet(() ->
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()),
                view.report()
                        .map(ExitReport::forwardedPort)
                        .or(() -> last.map(ExitStatus::forwardedPort))
                        .orElse(null),
                view.podAddress());
    }

    private Optional<ExitStatus> before(String exit) {
        return Optional.ofNullable(gateway.getStatus()).stream()
                .flatMap(status -> status.exits().stream())
                .filter(old -> old.name().equals(exit))
                .findFirst();
    }

    private Conditions conditions(List<ExitView> exits) {
        var conditions = new Conditions(
                gateway.getStatus() == null ? List.of() : gateway.getStatus().conditions(),
                gateway.getMetadata().getGeneration(),
                clock);
        List<Finding> invalid = of("Invalid");
        if (invalid.isEmpty()) {
            ready(conditions, exits);
        } else {
            conditions.add(
                    "Ready",
                    false,
                    Why.Invalid,
                    "The spec is not used: "
                            + Validation.gravest(invalid).map(Finding::message).orElse(""));
        }
        degraded(conditions, exits);
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

    private void ready(Conditions conditions, List<ExitView> exits) {
        List<Finding> degraded = of("Degraded");
        List<ExitView> down = exits.stream().filter(ExitView::down).toList();
        List<String> routersDown = routersDown();
        long up = exits.stream().filter(ExitView::up).count();
        if (down.size() == exits.size() && !degraded.isEmpty()) {
            conditions.add("Ready", false, degraded.getFirst());
        } else if (down.size() == exits.size()) {
            conditions.add(
                    "Ready", false, Why.NoExitHealthy, "No exit carries traffic, so nothing leaves: " + joined(down));
        } else if (!routersDown.isEmpty()
                && routersDown.size() == seen.routers().size()) {
            conditions.add(
                    "Ready",
                    false,
                    Why.NoRouterReady,
                    "No router forwards, so nothing leaves: " + String.join(", ", routersDown));
        } else if (up == 0) {
            nobodyKnows(conditions, exits);
        } else {
            List<ExitView> unknown =
                    exits.stream().filter(GatewayReport::isUnknown).toList();
            conditions.add(
                    "Ready",
                    true,
                    up == exits.size() ? Why.AllExitsHealthy : Why.ExitsHealthy,
                    up + " of " + exits.size() + " exits carry traffic"
                            + (unknown.isEmpty() ? "" : "; nobody can tell of " + joined(unknown)));
        }
    }

    /** That nothing stands against traffic is what Ready means where there is nothing to measure. */
    private void nobodyKnows(Conditions conditions, List<ExitView> exits) {
        if (exits.stream().anyMatch(exit -> exit.health() == ExitView.Health.SILENT)) {
            conditions.unknown(
                    "Ready",
                    Why.NotMeasured,
                    "Nobody can tell whether traffic leaves: " + joined(exits)
                            + "; unless it is just starting, see the log of the pod's container "
                            + (gateway.getSpec().routing().sidecar() == null ? GatewayNames.AGENT : "culvert")
                            + ", and which policies"
                            + " keep the operator from it");
        } else if (exits.stream().anyMatch(exit -> exit.health() == ExitView.Health.UNUSED)) {
            conditions.add("Ready", true, Why.NotInUse, "No client runs the tunnel now: " + joined(exits));
        } else {
            conditions.add(
                    "Ready", true, Why.NotWatched, "Whether traffic leaves, nobody here can tell: " + joined(exits));
        }
    }

    /** The gravest gives the reason, and all are told. */
    private void degraded(Conditions conditions, List<ExitView> exits) {
        List<Finding> degraded = of("Degraded");
        Map<Why, String> told = amiss(exits);
        if (!degraded.isEmpty()) {
            conditions.add("Degraded", true, degraded.getFirst());
        } else if (!told.isEmpty()) {
            conditions.add("Degraded", true, told.keySet().iterator().next(), String.join(". ", told.values()));
        } else if (exits.stream().allMatch(ExitView::up)) {
            conditions.add("Degraded", false, Why.AllExitsHealthy, "All exits are healthy");
        } else {
            conditions.add("Degraded", false, Why.NoneKnownDown, "No exit is known to be down");
        }
    }

    private Map<Why, String> amiss(List<ExitView> exits) {
        List<String> down =
                exits.stream().filter(ExitView::down).map(ExitView::toString).toList();
        List<String> routersDown = routersDown();
        List<String> resolversDown = exits.stream()
                .filter(ExitView::up)
                .flatMap(GatewayReport::resolverDown)
                .toList();
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
        return told;
    }

    /** Of an exit that carries traffic and resolves no names: those of the others are asked. */
    private static Stream<String> resolverDown(ExitView exit) {
        return exit.report().map(ExitReport::resolver).filter(amiss -> !amiss.isEmpty()).stream()
                .map(amiss -> exit.name() + " (" + amiss + ")");
    }

    private List<String> routersDown() {
        return seen.routers().stream()
                .filter(router -> !router.ready())
                .map(router -> router.name() + " (" + router.why() + ")")
                .toList();
    }

    private static String joined(List<ExitView> exits) {
        return exits.stream().map(ExitView::toString).collect(Collectors.joining(", "));
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
}
