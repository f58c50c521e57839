package dev.culvert.operator.gateway;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Port;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.manifest.validation.PortClaims;
import dev.culvert.manifest.validation.Seniority;
import dev.culvert.operator.cluster.CachedKnown;
import dev.culvert.operator.cluster.PodReadiness;
import dev.culvert.operator.cluster.Refusals;
import dev.culvert.operator.keep.Lanes;
import dev.culvert.operator.names.Outcome;
import dev.culvert.operator.report.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks at what there is of a gateway; changes nothing. */
final class GatewayObserver {
    private final CachedKnown known;
    private final InformerEventSource<Pod, VpnGateway> pods;
    private final AttachedPods attached;
    private final InformerEventSource<Pod, VpnGateway> nodes;
    private final SecretVersions secrets;
    private final Refusals<VpnGateway> refusals;
    private final ExitWatch exits;
    private final int statusPort;
    private final Lanes<?, ?, Outcome> names;

    GatewayObserver(
            CachedKnown known,
            InformerEventSource<Pod, VpnGateway> pods,
            InformerEventSource<Pod, VpnGateway> nodes,
            AttachedPods attached,
            SecretVersions secrets,
            Refusals<VpnGateway> refusals,
            ExitWatch exits,
            int statusPort,
            Lanes<?, ?, Outcome> names) {
        this.known = known;
        this.pods = pods;
        this.attached = attached;
        this.nodes = nodes;
        this.secrets = secrets;
        this.refusals = refusals;
        this.exits = exits;
        this.statusPort = statusPort;
        this.names = names;
    }

    GatewaySeen look(VpnGateway gateway, String token) {
        List<Pod> all = pods(gateway);
        Map<String, Pod> byExit = byLabel(all, Labels.EXIT);
        Map<String, String> addresses = new HashMap<>();
        byExit.forEach((exit, pod) -> {
            String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
            if (address != null && !address.isEmpty()) {
                addresses.put(exit, address);
            }
        });
        Optional<GatewaySeen.Holder> holder = holder(gateway);
        Map<String, ExitWatch.Target> targets = targets(gateway, addresses, holder, token);
        exits.follow(ResourceID.fromResource(gateway), targets);
        Map<String, ExitReport> reports = new HashMap<>();
        targets.forEach((exit, target) -> report(gateway, exit, target).ifPresent(report -> reports.put(exit, report)));
        List<VpnClient> clients = clients(gateway);
        return new GatewaySeen(
                byExit,
                holder,
                refusals(gateway, byExit.keySet()),
                routers(gateway, byLabel(all, Labels.ROUTER)),
                reports,
                Observed.of(
                        addresses,
                        clientPods(clients),
                        portClients(gateway),
                        new ClosedPods(gateway, known::client).addresses(attached.of(gateway)),
                        secrets.of(gateway)),
                names.outcomes(ResourceID.fromResource(gateway)),
                nodesNotReady(gateway),
                (int) clients.stream()
                        .filter(client -> Conditions.holds(client.getStatus().conditions(), "Attached"))
                        .count(),
                (int) clients.stream()
                        .flatMap(client -> client.getStatus().pods().stream())
                        .filter(pod -> !pod.lock())
                        .count());
    }

    private Map<String, ExitWatch.Target> targets(
            VpnGateway gateway, Map<String, String> addresses, Optional<GatewaySeen.Holder> holder, String token) {
        Map<String, ExitWatch.Target> targets = new HashMap<>();
        Routing.Sidecar sidecar = gateway.getSpec().routing().sidecar();
        if (sidecar == null) {
            addresses.forEach((exit, address) -> targets.put(exit, new ExitWatch.Target(address, statusPort, token)));
        } else {
            holder.ifPresent(who -> gateway.getSpec().exits().stream()
                    .limit(1)
                    .forEach(exit ->
                            targets.put(exit.name(), new ExitWatch.Target(who.address(), sidecar.page(), token))));
        }
        return targets;
    }

    /**
     * In sidecar routing, whose pod holds the one tunnel: the eldest attached client's, as validation says to the others. It has one
     * pod; while there are two, the one that is ready.
     */
    Optional<GatewaySeen.Holder> holder(VpnGateway gateway) {
        if (gateway.getSpec().routing().sidecar() == null) {
            return Optional.empty();
        }
        return clients(gateway).stream()
                .filter(client -> client.getStatus().pods().stream().anyMatch(GatewaySeen::isIn))
                .min(Seniority.BY_AGE)
                .flatMap(client -> client.getStatus().pods().stream()
                        .filter(GatewaySeen::isIn)
                        .min(Comparator.comparing((VpnClientStatus.PodStatus pod) -> !pod.ready())
                                .thenComparing(VpnClientStatus.PodStatus::name))
                        .map(pod -> new GatewaySeen.Holder(client, pod)));
    }

    /** What was heard last; an operator that has just begun goes by what the one before it has heard of the same pod. */
    private Optional<ExitReport> report(VpnGateway gateway, String exit, ExitWatch.Target target) {
        if (exits.knows(target) || gateway.getStatus() == null) {
            return exits.report(target);
        }
        return gateway.getStatus().exits().stream()
                .filter(before -> before.name().equals(exit)
                        && "probe".equals(before.witness())
                        && target.address().equals(before.podAddress()))
                .map(before -> new ExitReport(
                        before.ready(),
                        "not asked again yet",
                        "",
                        "",
                        before.publicAddress(),
                        before.publicAddress6(),
                        before.forwardedPort()))
                .findFirst();
    }

    /** By exit without a pod, why Kubernetes has made none, in its own words; the last ones. */
    private Map<String, String> refusals(VpnGateway gateway, Set<String> running) {
        Map<String, String> why = new HashMap<>();
        gateway.getSpec().exits().stream()
                .filter(exit -> !running.contains(exit.name()))
                .forEach(exit -> refusal(gateway, GatewayNames.statefulSet(gateway, exit.name()))
                        .ifPresent(refusal -> why.put(exit.name(), refusal)));
        return why;
    }

    private Optional<String> refusal(VpnGateway gateway, String statefulSet) {
        return refusals.last(
                gateway.getMetadata().getNamespace(), owner -> owner.getName().equals(statefulSet), Instant.MIN);
    }

    private List<String> nodesNotReady(VpnGateway gateway) {
        return GatewaySources.needNodes(Stream.of(gateway))
                .flatMap(_ -> nodes.list(
                        known.cluster().namespace(), pod -> pod.getMetadata().getDeletionTimestamp() == null))
                .filter(pod -> !PodReadiness.isReady(pod))
                .flatMap(pod -> Optional.ofNullable(pod.getSpec().getNodeName()).stream())
                .distinct()
                .sorted()
                .toList();
    }

    private List<GatewaySeen.Router> routers(VpnGateway gateway, Map<String, Pod> pods) {
        Routing.Network network = gateway.getSpec().routing().network();
        return IntStream.rangeClosed(1, network == null ? 0 : network.routerCount())
                .mapToObj(number -> {
                    Pod pod = pods.get(String.valueOf(number));
                    boolean ready = pod != null && PodReadiness.isReady(pod);
                    String why = ready
                            ? ""
                            : pod != null
                                    ? "not ready"
                                    : refusal(gateway, GatewayNames.router(gateway, number))
                                            .map("no pod: "::concat)
                                            .orElse("no pod");
                    return new GatewaySeen.Router("router-" + number, ready, why);
                })
                .toList();
    }

    private static Map<String, Pod> byLabel(List<Pod> pods, String label) {
        Map<String, Pod> by = new HashMap<>();
        for (Pod pod : pods) {
            String value = pod.getMetadata().getLabels().get(label);
            if (value != null) {
                by.put(value, pod);
            }
        }
        return by;
    }

    /** All pods of a gateway, those that end included. */
    List<Pod> pods(VpnGateway gateway) {
        return pods.list(
                        gateway.getMetadata().getNamespace(),
                        pod -> gateway.getMetadata()
                                .getName()
                                .equals(pod.getMetadata().getLabels().get(Labels.GATEWAY)))
                .toList();
    }

    private List<VpnClient> clients(VpnGateway gateway) {
        return known.clientsOf(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName())
                .filter(client -> client.getStatus() != null)
                .toList();
    }

    private static List<String> clientPods(List<VpnClient> clients) {
        return clients.stream()
                .filter(client -> Conditions.holds(client.getStatus().conditions(), "Attached")
                        || client.getStatus().pods().stream().anyMatch(GatewaySeen::isIn))
                .flatMap(client -> client.getStatus().pods().stream())
                .filter(GatewaySeen::isIn)
                .map(pod -> Objects.requireNonNull(pod.address()))
                .toList();
    }

    /** Who of a port's client is ready. */
    private Map<String, List<String>> portClients(VpnGateway gateway) {
        boolean ownNetwork = gateway.getSpec().routing().network() != null;
        Map<String, List<String>> ready = new HashMap<>();
        for (Port port : gateway.getSpec().ports()) {
            PortClaims.holder(gateway, port.name(), known)
                    .filter(client -> client.getStatus() != null)
                    .ifPresent(client -> ready.put(
                            port.name(),
                            client.getStatus().pods().stream()
                                    .filter(pod -> pod.attached() && pod.ready())
                                    .flatMap(pod -> Stream.ofNullable(ownNetwork ? pod.clientAddress() : pod.address()))
                                    .toList()));
        }
        return ready;
    }

    /** Of a Secret, as it was last seen; empty if there is none. */
    String version(String namespace, String secret) {
        return secrets.seen(namespace, secret).orElse("");
    }

    /** The Secret that an exit's pod mounts. */
    static Optional<String> secretOf(Exit exit) {
        if (exit.wireguard() != null) {
            return Optional.of(exit.wireguard().secretRef().name());
        }
        return exit.gluetun() != null ? Optional.of(exit.gluetun().secretRef().name()) : Optional.empty();
    }
}
