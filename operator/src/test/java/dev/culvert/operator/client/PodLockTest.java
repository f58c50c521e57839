package dev.culvert.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodLockTest {
    @Test
    void aPodIsLockedWhenOurInitContainerHasEndedWell() {
        assertThat(PodLock.state(pod("Running", "culvert", 0, Map.of(Labels.ATTACHMENT, "a")), "a"))
                .isEqualTo(new PodStatus("app-0", "10.244.0.7", true, true, false, null));
        assertThat(PodLock.state(pod("Running", "culvert", 0, Map.of(Labels.ATTACHMENT, "old")), "a"))
                .as("by settings of yesterday")
                .isEqualTo(new PodStatus("app-0", "10.244.0.7", false, true, false, null));
        assertThat(PodLock.state(pod("Running", "theirs", 0, Map.of()), "a").lock())
                .isFalse();
        assertThat(PodLock.state(pod("Pending", "culvert", 1, Map.of()), "a").lock())
                .as("nobody's program runs before ours has ended well")
                .isTrue();
    }

    @Test
    void onASecondNetworkOurPluginHasLocked() {
        Map<String, String> annotations = Map.of(
                Labels.ATTACHMENT,
                "a",
                "k8s.v1.cni.cncf.io/networks",
                "[{\"name\":\"culvert-app\"}]",
                "k8s.v1.cni.cncf.io/network-status",
                "[{\"name\":\"cbr0\",\"interface\":\"eth0\",\"ips\":[\"10.244.0.7\"]},"
                        + "{\"name\":\"media/culvert-app\",\"interface\":\"vpn0\",\"ips\":[\"192.168.24.9\"]}]");
        assertThat(PodLock.state(pod("Running", "theirs", 0, annotations), "a"))
                .isEqualTo(new PodStatus("app-0", "10.244.0.7", true, true, false, "192.168.24.9"));
    }

    private static Pod pod(String phase, String init, int exit, Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("app-0")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .withPodIP("10.244.0.7")
                .addNewInitContainerStatus()
                .withName(init)
                .withNewState()
                .withNewTerminated()
                .withExitCode(exit)
                .endTerminated()
                .endState()
                .endInitContainerStatus()
                .endStatus()
                .build();
    }
}
