package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Routing;
import dev.culvert.proofs.Proves;
import org.junit.jupiter.api.Test;

/** Egress with routing sidecar. */
class SidecarEgressIT extends Egress {
    SidecarEgressIT() {
        super(Routing.SIDECAR);
    }

    @Test
    @Proves("E1")
    void ipv6LeavesByTheExitAsWell() {
        assertThat(lab().exec("client-1", "curl", "-s6", "-m5", "http://remote-1/ip")
                        .out())
                .contains("\"" + lab().topology().host("exit-1").v6().orElseThrow() + "\"");
    }
}
