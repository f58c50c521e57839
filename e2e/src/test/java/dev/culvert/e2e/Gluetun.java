package dev.culvert.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.standin.GluetunContainer;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A gluetun that holds the tunnel to an exit, in the pod as it is rendered; a stand-in runs under the image's name, which is told what
 * gluetun would be told.
 *
 * @param exit the exit's number
 * @param namespace where its pod is
 * @param pod that holds the tunnel
 */
record Gluetun(Site site, int exit, String namespace, String pod) {
    /** The port that the provider forwards at first. */
    static final int FIRST_PORT = 51_413;

    private static final String CONTAINER = "culvert-gluetun";
    private static final String VERSION = "v3.41.3";

    /** A VpnGateway's only exit, as YAML in braces, its image and its Secret made. */
    String declared() {
        Cluster.tag("culvert/gluetun-standin:dev", "qmcgaw/gluetun:" + VERSION);
        secret(exit == Provider.OPENVPN ? Map.of("custom.ovpn", site.file(exit)) : wireGuard());
        return "{name: exit-%d, gluetun: {version: %s, provider: custom, %s, secretRef: {name: gluetun}}}"
                .formatted(
                        exit,
                        VERSION,
                        exit == Provider.OPENVPN
                                ? "type: openvpn, endpoints: [{network: %s/32, port: %d}]"
                                        .formatted(Provider.UPLINK, Provider.OPENVPN_PORT)
                                : "type: wireguard");
    }

    /** The provider's file in gluetun's words. */
    private Map<String, String> wireGuard() {
        Map<String, String> file = Arrays.stream(site.file(exit).split("\n", -1))
                .filter(line -> line.contains(" = "))
                .map(line -> line.split(" = ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        String[] endpoint = file.getOrDefault("Endpoint", "").split(":", -1);
        return Map.of(
                "WIREGUARD_PRIVATE_KEY",
                file.getOrDefault("PrivateKey", ""),
                "WIREGUARD_PUBLIC_KEY",
                file.getOrDefault("PublicKey", ""),
                "WIREGUARD_ADDRESSES",
                file.getOrDefault("Address", ""),
                "WIREGUARD_ENDPOINT_IP",
                endpoint[0],
                "WIREGUARD_ENDPOINT_PORT",
                endpoint[1]);
    }

    /** With what the stand-in alone must be told. */
    private void secret(Map<String, String> tunnel) {
        site.api()
                .secrets()
                .inNamespace(namespace)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("gluetun")
                        .endMetadata()
                        .addToStringData(tunnel)
                        .addToStringData("VPN_PORT_FORWARDING_PROVIDER", "protonvpn")
                        .addToStringData("STANDIN_PUBLIC_ADDRESS_FROM", "http://" + Provider.REMOTE + "/ip")
                        .addToStringData("STANDIN_PORT", Integer.toString(FIRST_PORT))
                        .build())
                .create();
    }

    /** The provider forwards another port from now on. */
    void forwards(int port) {
        assertThat(site.exec(namespace, pod, CONTAINER, "sh", "-c", "echo " + port + " >" + GluetunContainer.PORT_FILE)
                        .exitCode())
                .isZero();
    }

    /** Its engine is killed, and it sees the tunnel crash. */
    void crashTunnel() {
        assertThat(site.exec(
                                namespace,
                                pod,
                                CONTAINER,
                                "killall",
                                "-9",
                                exit == Provider.OPENVPN ? "openvpn" : "wireguard-go")
                        .exitCode())
                .isZero();
    }

    /** It leaves its rule at 101 behind, on which the next would fail. */
    void kill() {
        assertThat(Cluster.onNode("pkill", "-9", "-f", GluetunContainer.class.getName())
                        .exitCode())
                .isZero();
    }

    /** How often the kubelet has started it again. */
    int restarts() {
        return site.pod(namespace, pod).getStatus().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(CONTAINER))
                .map(ContainerStatus::getRestartCount)
                .findFirst()
                .orElseThrow();
    }
}
