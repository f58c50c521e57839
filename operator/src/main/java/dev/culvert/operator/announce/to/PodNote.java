package dev.culvert.operator.announce.to;

import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;

/** An annotation of a pod, which the pod reads by the downward API while it runs. */
final class PodNote implements Way {
    private final Task.PodAnnotation note;
    private final KubernetesClient client;

    PodNote(Task.PodAnnotation note, KubernetesClient client) {
        this.note = note;
        this.client = client;
    }

    @Override
    public boolean tell(Task.News news) throws NotTold {
        String number = Integer.toString(news.number());
        try {
            var there = client.pods().inNamespace(note.namespace()).withName(note.pod());
            Pod now = there.get();
            if (now == null) {
                throw new NotTold(note + ": the pod is gone");
            }
            Map<String, String> annotations = now.getMetadata().getAnnotations();
            if (annotations != null && number.equals(annotations.get(note.key()))) {
                return false;
            }
            there.patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    Web.write(Map.of("metadata", Map.of("annotations", Map.of(note.key(), number)))));
            return true;
        } catch (KubernetesClientException e) {
            throw new NotTold(note + " cannot be written (" + e.getCode() + "); it is tried again");
        }
    }
}
