package dev.culvert.operator.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.validation.Known;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CurrentTest {
    /** The first exit is told anew each time that it comes back, or one that was told is left for it, for nothing. */
    @Test
    void whoWasToldAnExitsPortKeepsItWhileThatExitIsWell() {
        ExitStatus a = exit("a", true, 40_001);
        ExitStatus b = exit("b", true, 40_002);
        assertThat(first("", a, b)).isEqualTo("a 40001");
        assertThat(first("b", a, b)).isEqualTo("b 40002");
        assertThat(first("b", a, exit("b", true, 40_003)))
                .as("the same exit, another port")
                .isEqualTo("b 40003");
        assertThat(first("b", a, exit("b", false, 40_002))).as("not well").isEqualTo("a 40001");
        assertThat(first("b", a, exit("b", true, null))).as("no port").isEqualTo("a 40001");
        assertThat(first("gone", a, b)).isEqualTo("a 40001");
    }

    /** That an agent has ended tells nothing of its tunnel, to which the port leads. */
    @Test
    void whoWasToldASilentExitsPortKeepsIt() {
        ExitStatus a = exit("a", true, 40_001);
        ExitStatus b = exit("b", false, null, "10.244.0.7", 40_002);
        assertThat(first("b", a, b)).isEqualTo("b 40002");
        assertThat(first("", b, a)).as("told nobody yet").isEqualTo("a 40001");
        assertThat(first("b", a, exit("b", false, null, null, 40_002)))
                .as("its pod is gone")
                .isEqualTo("a 40001");
    }

    private static String first(String told, ExitStatus... exits) {
        VpnGateway gateway = read(VpnGateway.class, "downloads", """
                exits:
                - {name: a, gluetun: {provider: protonvpn, secretRef: {name: a}}}
                - {name: b, gluetun: {provider: protonvpn, secretRef: {name: b}}}
                routing: {overlay: {vxlanId: 77}}
                ports: [{name: torrent, from: provider}]
                """);
        gateway.setStatus(
                new VpnGatewayStatus(null, null, null, null, null, null, null, null, List.of(exits), null, List.of()));
        VpnClient client = read(VpnClient.class, "app", """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: app}
                ports: [torrent]
                """);
        client.setStatus(new VpnClientStatus(
                null,
                null,
                null,
                null,
                List.of(),
                told.isEmpty() ? List.of() : List.of(new PortStatus("torrent", told, null, 40_002, 40_002)),
                List.of(),
                List.of()));
        PortStatus port = Current.ports(
                        client, gateway, Known.of(ClusterFacts.DEFAULTS, List.of(gateway), List.of(client)))
                .getFirst();
        return port.exit() + " " + port.port();
    }

    private static ExitStatus exit(String name, boolean healthy, @Nullable Integer port) {
        return exit(name, healthy, "probe", null, port);
    }

    private static ExitStatus exit(
            String name, boolean healthy, @Nullable String witness, @Nullable String pod, @Nullable Integer port) {
        return new ExitStatus(name, 1, healthy, healthy, witness, null, null, null, port, pod);
    }

    private static <T> T read(Class<T> type, String name, String spec) {
        return Serialization.unmarshal("""
                apiVersion: culvert.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: media, creationTimestamp: "2026-01-01T00:00:00Z", uid: %s}
                spec:
                """.formatted(type.getSimpleName(), name, name) + spec.indent(2), type);
    }
}
