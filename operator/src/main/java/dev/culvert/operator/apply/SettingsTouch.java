package dev.culvert.operator.apply;

import dev.culvert.manifest.Hash;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.operator.report.Conflicts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Kubelets refresh mounted settings within a minute or so; a pod whose annotation is touched they refresh at once. */
public final class SettingsTouch {
    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(Labels.CULVERT)
            .build();

    private final KubernetesClient client;

    /** Writes by {@code client}. */
    public SettingsTouch(KubernetesClient client) {
        this.client = client;
    }

    /** Touches those pods of a gateway, of exits and of routers, whose settings are not those that they were last touched for. */
    public void touch(List<HasMetadata> wanted, List<Pod> pods) {
        for (Pod pod : pods) {
            String own = GatewayNames.settingsOf(pod.getMetadata().getName());
            wanted.stream()
                    .filter(ConfigMap.class::isInstance)
                    .map(ConfigMap.class::cast)
                    .filter(settings -> settings.getMetadata().getName().equals(own))
                    .forEach(settings -> touch(pod, settings));
        }
    }

    /** Touches a pod, if these settings are not those that it was last touched for. */
    public void touch(Pod pod, ConfigMap settings) {
        String hash = Hash.of(Json.text(settings.getData()));
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of());
        if (hash.equals(annotations.get(Labels.SETTINGS)) || pod.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .patch(MERGE, Json.text(Map.of("metadata", Map.of("annotations", Map.of(Labels.SETTINGS, hash)))));
        } catch (KubernetesClientException e) {
            if (!Conflicts.isGone(e)) {
                throw e;
            }
        }
    }
}
