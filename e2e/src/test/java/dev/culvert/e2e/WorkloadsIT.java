package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.process.Finished;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workloads whose pods are not a StatefulSet's or a Deployment's. */
@Timeout(300)
@ExtendWith(SiteExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadsIT {
    private static final String SPACE = "workloads";
    private static final int EXIT = 13;

    private final Site site;

    WorkloadsIT(Site site) {
        this.site = site;
    }

    @BeforeAll
    void aGateway() {
        Cluster.apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %s}
                """.formatted(SPACE));
        site.overlay(SPACE, "downloads", EXIT);
        await().untilAsserted(() ->
                assertThat(site.gateway(SPACE, "downloads", "Ready")).startsWith("True"));
    }

    /** Nothing of ours keeps its pod from ending. */
    @Test
    @Proves({"E1", "R6"})
    void aCronJobsPodLeavesByTheExitAndCompletes() {
        Cluster.apply("""
                apiVersion: batch/v1beta1
                kind: CronJob
                metadata: {name: report, namespace: %1$s}
                spec:
                  schedule: "0 0 1 1 *"
                  jobTemplate:
                    spec:
                      backoffLimit: 0
                      template:
                        spec:
                          restartPolicy: Never
                          containers:
                            - name: app
                              image: culvert/client:dev
                              imagePullPolicy: Never
                              command: [curl, -s4, --retry, "20", --retry-all-errors, --retry-delay, "1", -m, "30", "http://%2$s/ip"]
                """.formatted(SPACE, Provider.REMOTE));
        Site.attach(SPACE, "CronJob", "report", "downloads");
        await().untilAsserted(() ->
                assertThat(site.client(SPACE, "report", "Attached")).startsWith("True"));
        site.noLeakBy(() -> {
            runNow();
            assertThat(Cluster.kubectl("-n", SPACE, "wait", "job/now", "--for=condition=complete", "--timeout=120s"))
                    .returns(0, Finished::exitCode);
        });
        assertThat(Cluster.kubectl("-n", SPACE, "logs", "job/now", "-c", "app").out())
                .contains(Provider.address(EXIT));
    }

    /** As its controller does when its time has come. (kubectl does not know this server's CronJobs any more.) */
    private void runNow() {
        var report = site.api()
                .batch()
                .v1beta1()
                .cronjobs()
                .inNamespace(SPACE)
                .withName("report")
                .require();
        site.api()
                .batch()
                .v1()
                .jobs()
                .inNamespace(SPACE)
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withName("now")
                        .endMetadata()
                        .withSpec(report.getSpec().getJobTemplate().getSpec())
                        .build())
                .create();
    }

    @Test
    @Proves("E1")
    void aDaemonSetsPodLeavesByTheExit() {
        Cluster.apply("""
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: scraper, namespace: %s}
                spec:
                  selector: {matchLabels: {app: scraper}}
                  template:
                    metadata: {labels: {app: scraper}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                        - {name: app, image: "culvert/client:dev", imagePullPolicy: Never, command: [sleep, infinity]}
                """.formatted(SPACE));
        Site.attach(SPACE, "DaemonSet", "scraper", "downloads");
        await().untilAsserted(
                        () -> assertThat(site.client(SPACE, "scraper", "Ready")).startsWith("True"));
        await().untilAsserted(
                        () -> assertThat(site.ask(SPACE, scraper(), 3)).isEqualTo(Set.of(Provider.address(EXIT))));
    }

    private String scraper() {
        return site.api()
                .pods()
                .inNamespace(SPACE)
                .withLabel("app", "scraper")
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
    }
}
