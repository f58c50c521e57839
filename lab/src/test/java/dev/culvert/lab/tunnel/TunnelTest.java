package dev.culvert.lab.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.topology.Topology;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TunnelTest {
    @Test
    void withRoutingSidecarClientsShareExitsWithoutSharingAddresses() {
        LabSpec spec = LabSpec.defaults().withRouting(Routing.SIDECAR).withExits(2);
        try (Supervisor supervisor = new Supervisor()) {
            assertThat(new Tunnels(Topology.of(spec), supervisor).all())
                    .extracting(Tunnel::toString, Tunnel::innerV4)
                    .containsExactly(
                            tuple("client-1 to exit-1", "100.64.1.2"),
                            tuple("client-2 to exit-2", "100.64.2.2"),
                            tuple("client-3 to exit-1", "100.64.1.3"));
        }
    }

    @Test
    void keysAreWhatWireGuardReadsAndAreNotPrinted() {
        KeyPair keys = KeyPair.generate();
        assertThat(Base64.getDecoder().decode(keys.privateKey())).hasSize(32);
        assertThat(Base64.getDecoder().decode(keys.publicKey())).hasSize(32);
        assertThat(keys.toString()).doesNotContain(keys.privateKey());
    }
}
