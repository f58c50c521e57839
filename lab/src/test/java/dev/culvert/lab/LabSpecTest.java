package dev.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabSpecTest {
    @Test
    void onlyRoutingNetworkHasRouters() {
        LabSpec overlay = LabSpec.defaults().withRouting(Routing.OVERLAY);
        assertThat(overlay.routers()).isZero();
        assertThat(overlay.withRouting(Routing.NETWORK).routers()).isEqualTo(2);
    }

    @Test
    void refusesWhatCannotBeBuiltAndSaysWhatCan() {
        assertThatThrownBy(() -> LabSpec.defaults().withExits(65)).hasMessage("--exits 65: must be 1 to 64");
        assertThatThrownBy(() -> LabSpec.defaults().withRouters(0)).hasMessageContaining("--routers 1 or more");
        assertThatThrownBy(() -> LabSpec.defaults().withUnderlayMtu(1280)).hasMessageContaining("1340 to 65535");
        assertThatThrownBy(() -> LabSpec.defaults().withActiveActive(true).withRouting(Routing.OVERLAY))
                .hasMessageContaining("which routing overlay has not: leave it out");
        assertThatThrownBy(() -> LabSpec.defaults()
                        .withPorts(List.of(ClaimedPort.parse("80=client-1"), ClaimedPort.parse("80:81=client-2"))))
                .hasMessage("--port: 80 is claimed twice: say it once, with all its clients");
    }
}
