package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Happening;
import dev.culvert.operator.report.Report;
import dev.culvert.operator.report.Why;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayReportTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final VpnGateway SIDECAR = gateway("""
            exits: [{name: sweden, wireguard: {secretRef: {name: wg}}}]
            routing: {sidecar: {statusPort: 4711}}
            """);
    private static final VpnGateway UPLINK = gateway("""
            exits: [{name: office, external: {address: 10.10.20.1}}]
            routing: {uplink: {master: eth1, subnet: 10.10.20.0/24}}
            """);
    private static final VpnGateway MIXED = gateway("""
            exits:
            - {name: sweden, wireguard: {secretRef: {name: wg}}}
            - {name: office, external: {address: 192.168.26.200}}
            routing: {network: {subnet: 192.168.24.0/22, routers: 0}}
            """);
    private static final ExitReport UP = new ExitReport(true, "up", "", "", "203.0.113.7", null, 40_001);
    private static final ExitReport DOWN = new ExitReport(false, "down", "", "", null, null, null);

    @Test
    void aTunnelThatNobodyRunsIsNoFault() {
        VpnGatewayStatus status = status(SIDECAR, false, Map.of());
        assertThat(ready(status))
                .isEqualTo(
                        "True NotInUse No client runs the tunnel now: sweden (no attached pod runs its" + " tunnel)");
        assertThat(status.exitsHealthy()).isEqualTo("0/1");
        assertThat(status.exits()).containsExactly(exit("sweden", false, null, null, null, null));
        assertThat(degraded(status)).startsWith("False NoneKnownDown");
    }

    @Test
    void whatTheAgentInThePodSaysIsTheExitsStatus() {
        VpnGatewayStatus up = status(SIDECAR, true, Map.of("sweden", UP));
        assertThat(ready(up)).startsWith("True AllExitsHealthy 1 of 1");
        assertThat(up.addresses()).isEqualTo("203.0.113.7");
        assertThat(up.exits()).containsExactly(exit("sweden", true, "probe", "203.0.113.7", 40_001, "10.244.0.7"));
        VpnGatewayStatus down = status(SIDECAR, true, Map.of("sweden", DOWN));
        assertThat(ready(down)).startsWith("False NoExitHealthy").endsWith("sweden (down)");
        assertThat(degraded(down)).startsWith("True ExitsDown");
    }

    @Test
    void bothAddressesAreShown() {
        var both = new ExitReport(true, "up", "", "", "203.0.113.7", "2001:db8::7", null);
        assertThat(status(SIDECAR, true, Map.of("sweden", both)).addresses()).isEqualTo("203.0.113.7,2001:db8::7");
    }

    @Test
    void anExitThatResolvesNoNamesDegrades() {
        VpnGatewayStatus status = status(
                MIXED,
                false,
                Map.of("sweden", new ExitReport(true, "up", "does not answer", "", "203.0.113.7", null, null)));
        assertThat(ready(status)).startsWith("True");
        assertThat(degraded(status)).isEqualTo("True ResolversDown Not healthy: sweden (does not answer)");
    }

    @Test
    void ofASilentOneNobodyCanTell() {
        VpnGatewayStatus status = status(SIDECAR, true, Map.of());
        assertThat(ready(status))
                .startsWith("Unknown NotMeasured")
                .contains("pod media/app-0 has its tunnel", "does not answer at port 4711");
        assertThat(status.exitsHealthy()).isEqualTo("?/1");
        assertThat(status.exits()).containsExactly(exit("sweden", false, null, null, null, "10.244.0.7"));
    }

    /** Else applications are told another exit's port for two seconds, and hooks no address. */
    @Test
    void aQuestionWithoutAnAnswerTakesNoPortAway() {
        var up = new ExitReport(true, "up", "", "", "203.0.113.7", "2001:db8::7", 40_001);
        VpnGatewayStatus before = statusOf(MIXED, seen(pod("10.244.0.7", true), Map.of("sweden", up)));
        assertThat(heardOf(before, seen(pod("10.244.0.7", true), Map.of())))
                .isEqualTo("pod 203.0.113.7 2001:db8::7 40001");
        assertThat(heardOf(before, seen(pod("10.244.0.8", true), Map.of())))
                .as("another pod has another tunnel")
                .isEqualTo("pod null null null");
        assertThat(heardOf(before, seen(pod("10.244.0.7", false), Map.of())))
                .as("down")
                .isEqualTo("pod null null null");
        assertThat(heardOf(before, seen(pod("10.244.0.7", true), Map.of("sweden", DOWN))))
                .as("what is said counts")
                .isEqualTo("probe null null null");
    }

    /** The kernel and other containers keep the tunnel; of a node that is lost the kubelet says nothing new. */
    @Test
    void anAgentThatHasEndedTellsNothingOfItsTunnel() {
        VpnGatewayStatus before = statusOf(MIXED, seen(pod("10.244.0.7", true), Map.of("sweden", UP)));
        GatewaySeen crashed = seen(notReady("gateway ended", "culvert-gluetun runs"), Map.of());
        assertThat(heardOf(before, crashed)).isEqualTo("null 203.0.113.7 null 40001");
        assertThat(happenings(seen(pod("10.244.0.7", true), Map.of("sweden", UP)), crashed))
                .isEmpty();
        assertThat(statusOf(MIXED, crashed).exits().getFirst().silent()).isTrue();
        assertThat(heardOf(before, seen(notReady("gateway restarted", "culvert-gluetun runs"), Map.of())))
                .as("it has said nothing yet")
                .isEqualTo("null 203.0.113.7 null 40001");
        assertThat(heardOf(before, seen(notReady("gateway ended", "culvert-gluetun ended"), Map.of())))
                .as("the tunnel, too")
                .isEqualTo("pod null null null");
        assertThat(heardOf(before, seen(notReady("gateway runs", "culvert-gluetun runs"), Map.of())))
                .as("its agent has found it down, or its node is lost")
                .isEqualTo("pod null null null");
        assertThat(heardOf(before, seen(notReady("gateway restarted-long-ago", "culvert-gluetun runs"), Map.of())))
                .as("it would have said something by now")
                .isEqualTo("pod null null null");
        assertThat(heardOf(before, seen(notReady("gateway restarted", "culvert-gluetun restarted"), Map.of())))
                .as("all of it begins anew, as with its node")
                .isEqualTo("pod null null null");
        assertThat(heardOf(before, seen(notReady("gateway fails", "culvert-gluetun runs"), Map.of())))
                .as("it ends again and again, and may take a tunnel with it")
                .isEqualTo("pod null null null");
        Pod ends = notReady("gateway ended", "culvert-gluetun runs");
        ends.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        assertThat(heardOf(before, seen(ends, Map.of()))).as("it goes").isEqualTo("pod null null null");
    }

    private static Pod notReady(String... containers) {
        return new PodBuilder(pod("10.244.0.7", false))
                .editStatus()
                .withContainerStatuses(Stream.of(containers)
                        .map(container -> container.split(" ", -1))
                        .map(container -> container(container[0], container[1]))
                        .toList())
                .endStatus()
                .build();
    }

    private static ContainerStatus container(String name, String how) {
        var status = new ContainerStatusBuilder().withName(name).withReady(false);
        return switch (how) {
            case "ended" -> status.withState(terminated()).build();
            case "restarted" ->
                status.withState(running(15)).withLastState(terminated()).build();
            case "restarted-long-ago" ->
                status.withState(running(100)).withLastState(terminated()).build();
            case "fails" ->
                status.withNewState()
                        .withNewWaiting()
                        .withReason("CrashLoopBackOff")
                        .endWaiting()
                        .endState()
                        .withLastState(terminated())
                        .build();
            default -> status.withState(running(3600)).build();
        };
    }

    private static ContainerState running(int seconds) {
        return new ContainerStateBuilder()
                .withNewRunning(NOW.minusSeconds(seconds).toString())
                .build();
    }

    private static ContainerState terminated() {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withReason("OOMKilled")
                .withFinishedAt(NOW.minusSeconds(20).toString())
                .endTerminated()
                .build();
    }

    private static String heardOf(VpnGatewayStatus before, GatewaySeen now) {
        ExitStatus exit = statusOf(after(MIXED, before), now).exits().getFirst();
        return exit.witness() + " " + exit.publicAddress() + " " + exit.publicAddress6() + " " + exit.forwardedPort();
    }

    /** Whatever the conditions say: with one exit down already, a second one's fall changes none of them. */
    @Test
    void whatHappensToAnExitBecomesAnEvent() {
        GatewaySeen up = seen(pod("10.244.0.7", true), Map.of("sweden", UP));
        GatewaySeen down = seen(pod("10.244.0.7", true), Map.of("sweden", DOWN));
        GatewaySeen moved = seen(
                pod("10.244.0.7", true),
                Map.of("sweden", new ExitReport(true, "up", "", "", "203.0.113.8", null, 40_002)));
        assertThat(happenings(null, up)).as("new").isEmpty();
        assertThat(happenings(up, up)).isEmpty();
        assertThat(happenings(up, down))
                .containsExactly(Happening.of(Why.ExitDown, "Exit sweden (down) takes no flows any more"));
        assertThat(happenings(down, up)).containsExactly(Happening.of(Why.ExitUp, "Exit sweden takes flows"));
        assertThat(happenings(up, seen(Map.of(), Optional.empty(), Map.of())))
                .containsExactly(Happening.of(Why.ExitDown, "Exit sweden (no pod) takes no flows any more"));
        assertThat(happenings(seen(Map.of(), Optional.empty(), Map.of()), up)).hasSize(1);
        assertThat(happenings(up, moved))
                .containsExactly(
                        Happening.of(Why.ExitChanged, "Exit sweden has another address: 203.0.113.8, was 203.0.113.7"),
                        Happening.of(Why.ExitChanged, "Exit sweden has another forwarded port: 40002, was 40001"));
    }

    /** Of exits alone. */
    private static List<Happening> happenings(@Nullable GatewaySeen before, GatewaySeen now) {
        VpnGateway gateway = after(MIXED, before == null ? null : statusOf(MIXED, before));
        return reportOf(gateway, now).happenings().stream()
                .filter(happening -> happening.message().startsWith("Exit "))
                .toList();
    }

    private static VpnGateway after(VpnGateway same, @Nullable VpnGatewayStatus status) {
        var gateway = new VpnGateway();
        gateway.setMetadata(same.getMetadata());
        gateway.setSpec(same.getSpec());
        gateway.setStatus(status);
        return gateway;
    }

    private static Pod pod(String address, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewStatus()
                .withPodIP(address)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }

    private static GatewaySeen seen(Pod sweden, Map<String, ExitReport> reports) {
        return seen(Map.of("sweden", sweden), Optional.empty(), reports);
    }

    @Test
    void ofSomebodyElsesTunnelNothingIsClaimed() {
        VpnGatewayStatus status = status(UPLINK, false, Map.of());
        assertThat(ready(status)).startsWith("True NotWatched");
        assertThat(status.exitsHealthy()).isEqualTo("?/1");
        assertThat(status.exits()).containsExactly(exit("office", false, null, null, null, null));

        VpnGatewayStatus mixed = status(MIXED, false, Map.of("sweden", UP));
        assertThat(ready(mixed)).startsWith("True ExitsHealthy 1 of 2 exits carry traffic; nobody can tell of office");
        assertThat(mixed.exitsHealthy()).isEqualTo("1/2");
        assertThat(degraded(mixed)).startsWith("False");
        VpnGatewayStatus half = status(MIXED, false, Map.of("sweden", DOWN));
        assertThat(ready(half)).startsWith("True NotWatched").contains("sweden (down)");
        assertThat(degraded(half)).startsWith("True ExitsDown");
    }

    private static VpnGatewayStatus status(VpnGateway gateway, boolean held, Map<String, ExitReport> reports) {
        return statusOf(gateway, seen(Map.of(), held ? Optional.of(holder()) : Optional.empty(), reports));
    }

    private static GatewaySeen seen(
            Map<String, Pod> pods, Optional<GatewaySeen.Holder> holder, Map<String, ExitReport> reports) {
        return new GatewaySeen(
                pods, holder, Map.of(), List.of(), reports, Observed.NOTHING, List.of(), List.of(), 0, 0);
    }

    private static VpnGatewayStatus statusOf(VpnGateway gateway, GatewaySeen seen) {
        return reportOf(gateway, seen).status();
    }

    private static Report<VpnGatewayStatus> reportOf(VpnGateway gateway, GatewaySeen seen) {
        return new GatewayReport(gateway, ClusterFacts.DEFAULTS, seen, List.of(), Clock.fixed(NOW, ZoneOffset.UTC))
                .status(Map.of("sweden", 1, "office", 1), null);
    }

    private static GatewaySeen.Holder holder() {
        return new GatewaySeen.Holder(
                Serialization.unmarshal("""
                        apiVersion: culvert.dev/v1alpha1
                        kind: VpnClient
                        metadata: {name: app, namespace: media}
                        """, VpnClient.class),
                new PodStatus("app-0", "10.244.0.7", true, true, true, null));
    }

    private static ExitStatus exit(
            String name,
            boolean healthy,
            @Nullable String witness,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String pod) {
        return new ExitStatus(name, 1, healthy, healthy, witness, address, null, "1970-01-01T00:00:00Z", port, pod);
    }

    private static String ready(VpnGatewayStatus status) {
        return condition(status, "Ready");
    }

    private static String degraded(VpnGatewayStatus status) {
        return condition(status, "Degraded");
    }

    private static String condition(VpnGatewayStatus status, String type) {
        return Conditions.of(status.conditions(), type)
                .map(condition -> condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage())
                .orElseThrow();
    }

    private static VpnGateway gateway(String spec) {
        return Serialization.unmarshal("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: downloads, namespace: vpn}
                spec:
                """ + spec.indent(2), VpnGateway.class);
    }
}
