package dev.culvert.operator.report;

import dev.culvert.manifest.Labels;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes events. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final KubernetesClient client;
    private final Clock clock;

    /** Events written by that client. */
    public Events(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Tells what has happened; what cannot be told now is in the status anyway. */
    public void tell(HasMetadata resource, List<Happening> happenings) {
        for (Happening happening : happenings) {
            try {
                create(resource, happening);
            } catch (KubernetesClientException e) {
                LOG.atInfo().log(
                        "event about {} is not written: {}",
                        resource.getMetadata().getName(),
                        e.getMessage());
            }
        }
    }

    private void create(HasMetadata resource, Happening happening) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        client.v1()
                .events()
                .inNamespace(resource.getMetadata().getNamespace())
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(resource.getMetadata().getName() + "-")
                        .withNamespace(resource.getMetadata().getNamespace())
                        .endMetadata()
                        .withType(happening.warning() ? "Warning" : "Normal")
                        .withReason(happening.reason())
                        .withMessage(happening.message())
                        .withNewInvolvedObject()
                        .withApiVersion(resource.getApiVersion())
                        .withKind(resource.getKind())
                        .withName(resource.getMetadata().getName())
                        .withNamespace(resource.getMetadata().getNamespace())
                        .withUid(resource.getMetadata().getUid())
                        .endInvolvedObject()
                        .withNewSource()
                        .withComponent(Labels.CULVERT)
                        .endSource()
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build())
                .create();
    }
}
