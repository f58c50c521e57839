package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.proofs.Proves;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same where a gluetun holds the tunnel, and its provider gives the port. */
abstract class GluetunScenario extends InboundScenario {
    /** In a VpnGateway's spec: the provider's port leads to the program's own. */
    static final String PORTS = "ports: [{name: web, from: provider, target: 8080, protocols: [TCP]}]";

    private static final int NEXT_PORT = 51_999;

    private final int exit;

    GluetunScenario(Site site, String method, int exit) {
        super(site, method, Set.of(Provider.address(exit)));
        this.exit = exit;
    }

    abstract Gluetun gluetun();

    @Test
    @Order(40)
    @Proves("I9")
    void thePortThatTheProviderChangesIsShownAndLeadsToTheClient() {
        await().untilAsserted(() -> assertThat(shown()).containsExactly(Gluetun.FIRST_PORT));
        gluetun().forwards(NEXT_PORT);
        await().untilAsserted(() -> assertThat(shown()).containsExactly(NEXT_PORT));
        await().untilAsserted(() -> assertThat(caller(NEXT_PORT)).isEqualTo(Provider.REMOTE));
        await().untilAsserted(() -> assertThat(caller(Gluetun.FIRST_PORT)).isEmpty());
    }

    @Test
    @Order(42)
    @Proves("L5")
    void aTunnelThatCrashesIsStartedAgainAndNothingLeaksMeanwhile() {
        site.noLeakBy(() -> {
            gluetun().crashTunnel();
            assertThat(site.ask(media, APP)).isEmpty();
            await().untilAsserted(() -> assertThat(site.ask(media, APP, 3)).isEqualTo(exits));
        });
        assertThat(gluetun().restarts()).as("gluetun's restarts").isZero();
    }

    @Test
    @Order(44)
    @Proves({"L5", "I10"})
    void aGluetunThatIsKilledComesBackAndNothingLeaksMeanwhile() {
        site.noLeakBy(() -> {
            gluetun().kill();
            await().untilAsserted(() -> {
                assertThat(site.ask(media, APP)).isIn(Provider.address(exit), "");
                assertThat(gluetun().restarts()).isEqualTo(1);
            });
            await().untilAsserted(() -> assertThat(site.ask(media, APP, 3)).isEqualTo(exits));
        });
        await().untilAsserted(() -> assertThat(caller(Gluetun.FIRST_PORT)).isEqualTo(Provider.REMOTE));
        theClientHasNotRestarted();
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

    private String caller(int port) {
        return Provider.CALLERS.http("http://" + Provider.address(exit) + ":" + port + "/cgi-bin/caller");
    }
}
