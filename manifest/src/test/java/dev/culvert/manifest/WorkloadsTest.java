package dev.culvert.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    /** A Deployment's pods may have all of its labels, and more. */
    @Test
    void aCronJobsPodsAreThoseThatAJobHasMade() {
        LabelSelector selector = Workloads.selector(cron(Map.of("app", "shop", Labels.CLIENT, "backup")));
        assertThat(Selectors.select(selector, Map.of("app", "shop", "job-name", "backup-1")))
                .isTrue();
        assertThat(Selectors.select(selector, Map.of("app", "other", "job-name", "other-1")))
                .isFalse();
        assertThat(Selectors.select(selector, Map.of("app", "shop", "tier", "web")))
                .isFalse();
    }

    /** An empty selector would take in everybody's, and one of Jobs alone those of all Jobs. */
    @Test
    void ofACronJobWithoutLabelsNothingIsSelected() {
        assertThat(Selectors.isEmpty(Workloads.selector(cron(Map.of(Labels.CLIENT, "backup")))))
                .isTrue();
    }

    private static CronJob cron(Map<String, String> labels) {
        return new CronJobBuilder()
                .withNewSpec()
                .withNewJobTemplate()
                .withNewSpec()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }
}
