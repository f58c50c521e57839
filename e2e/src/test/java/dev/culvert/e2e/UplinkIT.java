package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Uplink routing: a second interface, macvlan by the real plugin, to a gateway that somebody else runs. */
class UplinkIT extends EgressScenario {
    @AutoClose
    private Office office = new Office();

    UplinkIT(Site site) {
        super(site, "uplink", Set.of(Office.ADDRESS));
    }

    @Override
    String gateway() {
        return """
                {exits: [{name: office, external: {address: %s}}], clients: {namespaces: [%s]},
                 routing: {uplink: {master: %s, subnet: 10.10.20.0/24, rangeStart: 10.10.20.100, rangeEnd: 10.10.20.199}}}
                """.formatted(Office.ROUTER, media, Office.MASTER).strip().replace("\n", " ");
    }

    @Test
    @Order(40)
    @Proves({"L15", "L18"})
    void withoutItsSecondInterfaceTheClientIsClosed() {
        site.noLeakBy(() -> {
            office.close();
            await().untilAsserted(() -> assertThat(site.ask(media, APP)).isEmpty());
        });
        // The rest is about a tunnel that goes on carrying whatever comes to it.
        office = new Office();
        replace(media, APP);
        await().untilAsserted(() -> assertThat(site.ask(media, APP)).isIn(exits));
    }

    /** What runs on nodes stays as long as there is somebody to keep closed, and other tests want it gone. */
    @AfterAll
    void theClosedPodsEnd() {
        Cluster.kubectl("delete", "namespace", media, "--timeout=90s");
    }
}
