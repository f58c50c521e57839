package dev.culvert.manifest.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Samples;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientPodsTest {
    private static final LabelSelector BEFORE = by("app", "before");
    private static final LabelSelector OURS = by("culvert.dev/client", "qbittorrent");

    private final VpnClient client = Samples.client();
    private final VpnClient byLabels = Samples.client("gateway: {name: downloads}\npodSelector: {app: loner}\n");
    private final VpnClient namesNothing = Samples.client("gateway: {name: downloads}\n");

    @Test
    @Proves("L18")
    void ofAWorkloadThatHasGoneTheyAreThoseOfBefore() {
        assertThat(ClientPods.of(client, Optional.empty(), Optional.of(BEFORE))).isEqualTo(BEFORE);
        assertThat(ClientPods.of(namesNothing, Optional.empty(), Optional.of(BEFORE)))
                .isEqualTo(BEFORE);
    }

    @Test
    void ofOneThatWasNeverThereTheyAreThoseThatAreAttached() {
        assertThat(ClientPods.of(client, Optional.empty(), Optional.empty())).isEqualTo(OURS);
        assertThat(ClientPods.of(client, Optional.empty(), Optional.of(new LabelSelector())))
                .as("everybody's are never a client's")
                .isEqualTo(OURS);
    }

    @Test
    void whatSaysWhoseTheyAreHoldsAtOnce() {
        assertThat(ClientPods.of(client, Optional.of(Samples.workload()), Optional.of(BEFORE)))
                .isEqualTo(by("app", "qbittorrent"));
        assertThat(ClientPods.of(byLabels, Optional.empty(), Optional.of(BEFORE)))
                .isEqualTo(by("app", "loner"));
    }

    private static LabelSelector by(String label, String value) {
        return new LabelSelectorBuilder().withMatchLabels(Map.of(label, value)).build();
    }
}
