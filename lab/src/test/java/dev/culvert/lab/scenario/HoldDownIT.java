package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exits that are held down for ten minutes from their second fall on. */
@Timeout(150)
class HoldDownIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LONG = "\"health\" : { \"holdDownBase\" : \"10m\", \"holdDownMax\" : \"10m\" }";
    private static final List<String> GATEWAYS = List.of("gateway-1", "gateway-2");

    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up(LabSpec.defaults().withExits(2).withRouters(1).withClients(1), HoldDownIT::patient, line -> {});
        lab.awaitReady(Duration.ofSeconds(90));
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    private static PodPrograms patient(Lab lab, Host host) {
        PodPrograms usual = CulvertPrograms.of(lab, host);
        var files = new HashMap<>(usual.files());
        files.replaceAll((file, text) -> text.replaceAll("\"health\" : \\{\\s*}", LONG));
        return new PodPrograms(files, usual.before(), usual.programs());
    }

    /** As with an uplink that fails for all of them. */
    @Test
    @Proves("F3")
    void whereAllAreHeldDownWhoCarriesPacketsIsTrustedAndElseNobodyIs() {
        awaitAFlow();
        for (int fall = 1; fall <= 3; fall++) {
            GATEWAYS.forEach(gateway -> lab.fail(gateway, FailureMode.KILL));
            Awaitility.await().atMost(SOON).until(() -> GATEWAYS.stream().noneMatch(HoldDownIT::isUsed));
            GATEWAYS.forEach(lab::heal);
            awaitAFlow();
        }
        Awaitility.await().atMost(SOON).until(() -> GATEWAYS.stream().anyMatch(HoldDownIT::isUsed));
        String trusted =
                GATEWAYS.stream().filter(HoldDownIT::isUsed).findFirst().orElseThrow();
        String other = trusted.equals("gateway-1") ? "gateway-2" : "gateway-1";
        lab.fail(other, FailureMode.KILL);
        Awaitility.await().atMost(SOON).until(() -> !isUsed(other));
        lab.heal(other);
        Awaitility.await().atMost(SOON.multipliedBy(2)).until(() -> RoutersView.holdsDown(lab, "router-1", other));
        assertThat(isUsed(trusted)).isTrue();
        assertThat(isUsed(other)).isFalse();
    }

    private static boolean isUsed(String gateway) {
        return RoutersView.uses(lab, "router-1", gateway);
    }

    private static void awaitAFlow() {
        Awaitility.await()
                .atMost(SOON.multipliedBy(2))
                .untilAsserted(() -> assertThat(lab.exec("client-1", "curl", "-s4", "-m1", "http://198.51.100.11/ip")
                                .exitCode())
                        .isZero());
    }
}
