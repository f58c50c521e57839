package dev.culvert.manifest.client;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Selectors;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import java.util.Optional;

/** Which pods are a client's. */
public final class ClientPods {
    private ClientPods() {}

    /**
     * What selects a client's pods: its workload's, those that run unattached today included; of one that names pods by their labels,
     * these. Of a CronJob whose template has no label of its owner's, those that carry ours: an empty selector would take in everybody's.
     *
     * @param workload the one that it names, if it is there
     */
    public static LabelSelector of(VpnClient client, Optional<? extends HasMetadata> workload) {
        return workload.<LabelSelector>map(Workloads::selector)
                .filter(selector -> !Selectors.isEmpty(selector))
                .orElseGet(() -> new LabelSelectorBuilder()
                        .withMatchLabels(labels(client))
                        .build());
    }

    private static Map<String, String> labels(VpnClient client) {
        Map<String, String> named = client.getSpec().podSelector();
        return named.isEmpty() ? Map.of(Labels.CLIENT, client.getMetadata().getName()) : named;
    }
}
