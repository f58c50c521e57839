package dev.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    }
}
