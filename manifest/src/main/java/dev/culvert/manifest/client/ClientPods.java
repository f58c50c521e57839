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
     * @param before what its policy selects; kept while nothing says whose pods are meant, since those of a workload that has just gone
     *     live on, and carry no label of ours if they were made before it was attached
     */
    public static LabelSelector of(
            VpnClient client, Optional<? extends HasMetadata> workload, Optional<LabelSelector> before) {
        return workload.<LabelSelector>map(Workloads::selector)
                .or(() -> namesPods(client) ? Optional.empty() : before)
                .filter(selector -> !Selectors.isEmpty(selector))
                .orElseGet(() -> new LabelSelectorBuilder()
                        .withMatchLabels(labels(client))
                        .build());
    }

    private static boolean namesPods(VpnClient client) {
        return client.getSpec().workload() == null
                && !client.getSpec().podSelector().isEmpty();
    }

    private static Map<String, String> labels(VpnClient client) {
        Map<String, String> named = client.getSpec().podSelector();
        return named.isEmpty() ? Map.of(Labels.CLIENT, client.getMetadata().getName()) : named;
    }
}
