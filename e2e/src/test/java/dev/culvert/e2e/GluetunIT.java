package dev.culvert.e2e;

import static dev.culvert.e2e.Site.ask;
import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.standin.GluetunContainer;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Overlay routing where a gluetun holds the tunnel, in the pod as it is rendered; a stand-in runs under the image's name, which is told
 * what gluetun would be told.
 */
class GluetunIT extends GatewayPodScenario {
    private static final int EXIT = 8;
    private static final String POD = "downloads-exit-8-0";
    private static final String GLUETUN = "culvert-gluetun";
    private static final String VERSION = "v3.41.3";

    /** Which the scenario's remote knows. */
    private static final int FIRST_PORT = 51_413;

    private static final int NEXT_PORT = 51_999;

    GluetunIT(Site site) {
        super(site, "gluetun", EXIT, Set.of(Provider.address(EXIT)));
    }

    @Override
    String gateway() {
        assertThat(Cluster.onNode(
                                "ctr",
                                "-n",
                                "k8s.io",
                                "images",
                                "tag",
                                "docker.io/culvert/gluetun-standin:dev",
                                "docker.io/qmcgaw/gluetun:" + VERSION)
                        .err())
                .isEmpty();
        secret();
        return """
                {exits: [{name: exit-8, gluetun: {version: %s, provider: custom, type: wireguard, secretRef: {name: gluetun}}}],
                 routing: {overlay: {vxlanId: 48}}, clients: {namespaces: [%s]},
                 ports: [{name: web, from: provider, target: 8080, protocols: [TCP]}], %s, %s}
                """.formatted(VERSION, media, DNS, Provider.WITNESSES);
    }

    /** The provider's file in gluetun's words, and what the stand-in alone must be told. */
    private void secret() {
        Map<String, String> file = Arrays.stream(site.file(EXIT).split("\n", -1))
                .filter(line -> line.contains(" = "))
                .map(line -> line.split(" = ", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        String[] endpoint = file.getOrDefault("Endpoint", "").split(":", -1);
        site.api()
                .secrets()
                .inNamespace(vpn)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("gluetun")
                        .endMetadata()
                        .addToStringData("WIREGUARD_PRIVATE_KEY", file.getOrDefault("PrivateKey", ""))
                        .addToStringData("WIREGUARD_PUBLIC_KEY", file.getOrDefault("PublicKey", ""))
                        .addToStringData("WIREGUARD_ADDRESSES", file.getOrDefault("Address", ""))
                        .addToStringData("WIREGUARD_ENDPOINT_IP", endpoint[0])
                        .addToStringData("WIREGUARD_ENDPOINT_PORT", endpoint[1])
                        .addToStringData("VPN_PORT_FORWARDING_PROVIDER", "protonvpn")
                        .addToStringData("STANDIN_PUBLIC_ADDRESS_FROM", "http://" + Provider.REMOTE + "/ip")
                        .addToStringData("STANDIN_PORT", Integer.toString(FIRST_PORT))
                        .build())
                .create();
    }

    @Test
    @Order(26)
    void itsPublicAddressIsWhatItsControlServerSays() {
        await().untilAsserted(() -> assertThat(site.api()
                        .resources(VpnGateway.class)
                        .inNamespace(vpn)
                        .withName("downloads")
                        .require()
                        .getStatus()
                        .exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.publicAddress()).isEqualTo(Provider.address(EXIT))));
    }

    @Test
    @Order(40)
    void thePortThatTheProviderChangesIsShownAndLeadsToTheClient() {
        await().untilAsserted(() -> assertThat(shown()).containsExactly(FIRST_PORT));
        assertThat(Cluster.exec(vpn, POD, GLUETUN, "sh", "-c", "echo " + NEXT_PORT + " >" + GluetunContainer.PORT_FILE)
                        .exitCode())
                .isZero();
        await().untilAsserted(() -> assertThat(shown()).containsExactly(NEXT_PORT));
        await().untilAsserted(() -> assertThat(caller(NEXT_PORT)).isEqualTo(Provider.REMOTE));
        await().untilAsserted(() -> assertThat(caller(FIRST_PORT)).isEmpty());
    }

    @Test
    @Order(42)
    void aTunnelThatCrashesIsStartedAgainAndNothingLeaksMeanwhile() {
        site.noLeakBy(() -> {
            assertThat(Cluster.exec(vpn, POD, GLUETUN, "killall", "-9", "wireguard-go")
                            .exitCode())
                    .isZero();
            assertThat(ask(media, APP)).isEmpty();
            await().untilAsserted(() -> assertThat(ask(media, APP, 3)).isEqualTo(exits));
        });
        assertThat(gluetun().getRestartCount()).as("gluetun's restarts").isZero();
    }

    /** It leaves its rule at 101 behind, on which the next would fail. */
    @Test
    @Order(44)
    void aGluetunThatIsKilledComesBackAndNothingLeaksMeanwhile() {
        site.noLeakBy(() -> {
            assertThat(Cluster.onNode("pkill", "-9", "-f", GluetunContainer.class.getName())
                            .exitCode())
                    .isZero();
            await().untilAsserted(() -> {
                assertThat(ask(media, APP)).isIn(Provider.address(EXIT), "");
                assertThat(gluetun().getRestartCount()).isEqualTo(1);
            });
            await().untilAsserted(() -> assertThat(ask(media, APP, 3)).isEqualTo(exits));
        });
        await().untilAsserted(() -> assertThat(caller(FIRST_PORT)).isEqualTo(Provider.REMOTE));
        theClientHasNotRestarted();
    }

    private ContainerStatus gluetun() {
        return site.pod(vpn, POD).getStatus().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(GLUETUN))
                .findFirst()
                .orElseThrow();
    }

    private List<Integer> shown() {
        return site
                .api()
                .resources(VpnClient.class)
                .inNamespace(media)
                .withName("app")
                .require()
                .getStatus()
                .ports()
                .stream()
                .map(PortStatus::port)
                .toList();
    }

    private static String caller(int port) {
        return Provider.fromRemote("http://" + Provider.address(EXIT) + ":" + port + "/cgi-bin/caller");
    }
}
