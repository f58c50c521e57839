package dev.culvert.operator.announce.to;

import dev.culvert.manifest.Labels;
import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;

/** A key of a ConfigMap; the rest of it is its owner's. One that is made for this stays when the client goes. */
final class ConfigMapEntry implements Way {
    private final Task.ConfigMapKey entry;
    private final KubernetesClient client;

    ConfigMapEntry(Task.ConfigMapKey entry, KubernetesClient client) {
        this.entry = entry;
        this.client = client;
    }

    @Override
    public boolean tell(Task.News news) throws NotTold {
        String number = Integer.toString(news.number());
        try {
            var there = client.configMaps().inNamespace(entry.namespace()).withName(entry.name());
            ConfigMap now = there.get();
            if (now == null) {
                client.resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName(entry.name())
                                .withNamespace(entry.namespace())
                                .endMetadata()
                                .withData(Map.of(entry.key(), number))
                                .build())
                        .create();
                return true;
            }
            if (Labels.CULVERT.equals(
                    Objects.requireNonNullElse(now.getMetadata().getLabels(), Map.of())
                            .get(Labels.MANAGED_BY))) {
                throw new NotTold(entry + " is Culvert's own; name another one");
            }
            if (now.getData() != null && number.equals(now.getData().get(entry.key()))) {
                return false;
            }
            there.patch(PatchContext.of(PatchType.JSON_MERGE), Web.write(Map.of("data", Map.of(entry.key(), number))));
            return true;
        } catch (KubernetesClientException e) {
            throw new NotTold(entry
                    + (e.getCode() == HttpURLConnection.HTTP_CONFLICT
                            ? " was being changed; it is tried again"
                            : " cannot be written (" + e.getCode() + "); it is tried again"));
        }
    }
}
