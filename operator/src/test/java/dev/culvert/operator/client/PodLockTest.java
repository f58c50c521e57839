package dev.culvert.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodLockTest {
    private static final Optional<VpnGateway> GATEWAY = Optional.of(gateway());

    private static VpnGateway gateway() {
        var gateway = new VpnGateway();
        gateway.setMetadata(new ObjectMetaBuilder()
                .withName("downloads")
                .withNamespace("vpn")
                .build());
        return gateway;
    }

    @Test
    void aPodIsLockedWhenOurInitContainerHasEndedWell() {
        assertThat(PodLock.state(pod("Running", "culvert", 0, Map.of(Labels.ATTACHMENT, "a")), "a", GATEWAY))
                .isEqualTo(new PodStatus("app-0", "10.244.0.7", true, true, false, null));
        assertThat(PodLock.state(pod("Running", "culvert", 0, Map.of(Labels.ATTACHMENT, "old")), "a", GATEWAY))
                .as("by settings of yesterday")
                .isEqualTo(new PodStatus("app-0", "10.244.0.7", false, true, false, null));
        assertThat(PodLock.state(pod("Running", "theirs", 0, Map.of()), "a", GATEWAY)
                        .lock())
                .isFalse();
        assertThat(PodLock.state(pod("Pending", "culvert", 1, Map.of()), "a", GATEWAY)
                        .lock())
                .as("nobody's program runs before ours has ended well")
                .isTrue();
    }

    /** So what remotes send it goes on coming while the workload is rolled out. */
    @Test
    void aPodThatWasMadeByYesterdaysSettingsIsAttachedAsLongAsItsGatewayIsTheSame() {
        Pod before = pod("Running", "culvert", 0, Map.of(Labels.ATTACHMENT, "old"));
        before.getMetadata().setLabels(Map.of(Labels.VIA, "downloads", Labels.VIA_NAMESPACE, "vpn"));
        assertThat(PodLock.state(before, "a", GATEWAY).attached()).isTrue();
        assertThat(PodLock.state(before, "", GATEWAY).attached())
                .as("the client is not served")
                .isFalse();
        before.getMetadata().setLabels(Map.of(Labels.VIA, "another", Labels.VIA_NAMESPACE, "vpn"));
        assertThat(PodLock.state(before, "a", GATEWAY).attached())
                .as("it has moved")
                .isFalse();
    }

    @Test
    void whatHasNotStartedIsNotOpen() {
        Pod unseen = pod("Pending", "culvert", 0, Map.of());
        unseen.getStatus().setInitContainerStatuses(List.of());
        assertThat(PodLock.state(unseen, "a", GATEWAY).lock()).isTrue();
        assertThat(PodLock.state(pod("Pending", "theirs", 0, Map.of()), "a", GATEWAY)
                        .lock())
                .as("one of its own has run")
                .isFalse();
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
        assertThat(PodLock.state(pod("Running", "theirs", 0, annotations), "a", GATEWAY))
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
