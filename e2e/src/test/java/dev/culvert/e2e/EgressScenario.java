package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every routing method promises a StatefulSet, from the first resource to the last one's deletion. */
@Timeout(300)
@ExtendWith(SiteExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class EgressScenario {
    /** The StatefulSet's first pod. */
    static final String APP = "app-0";

    /** What the client's program sends from its first instruction on, whatever stands by then; it need not be heard. */
    private static final String AT_ONCE =
            "curl -s4 -m1 -o /dev/null http://%1$s/ip; echo early | socat -t0 - UDP4-SENDTO:%1$s:9; ping -c1 -W1 %1$s >/dev/null"
                    .formatted(Provider.REMOTE);

    /** The same from an init container of the user's own, and to a name server. */
    private static final String FIRST =
            "for n in 1 2; do %1$s; echo early | socat -t0 - UDP4-SENDTO:%2$s:53; done; true"
                    .formatted(AT_ONCE, Provider.REMOTE);

    final Site site;
    final String vpn;
    final String media;
    final Set<String> exits;

    /** Tests in namespaces {@code METHOD-vpn} and {@code METHOD-media}, whose clients leave by {@code exits}. */
    EgressScenario(Site site, String method, Set<String> exits) {
        this.site = site;
        this.vpn = method + "-vpn";
        this.media = method + "-media";
        this.exits = exits;
    }

    /** The field {@code spec} of the VpnGateway {@code downloads}, as one line of YAML in braces; its Secrets are made here. */
    abstract String gateway();

    /** The ports that its VpnClient claims, as a list of YAML in brackets. */
    String claims() {
        return "[]";
    }

    /** A line of YAML that says when the client is ready: as soon as it runs, unless a test wants more. */
    String readiness() {
        return "";
    }

    /** A VpnGateway's {@code exits} of WireGuard, their Secrets made. */
    String wireguard(String namespace, int... numbers) {
        return Arrays.stream(numbers)
                .peek(exit -> site.secret(namespace, exit))
                .mapToObj("{name: exit-%1$d, wireguard: {secretRef: {name: wg-%1$d}}}"::formatted)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @BeforeAll
    void aWorkload() {
        Cluster.apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: %2$s}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: app, namespace: %2$s}
                spec:
                  serviceName: app
                  replicas: 1
                  podManagementPolicy: Parallel
                  selector: {matchLabels: {app: app}}
                  template:
                    metadata: {labels: {app: app}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      initContainers:
                        - name: first
                          image: culvert/client:dev
                          imagePullPolicy: Never
                          command: [sh, -c, "%4$s"]
                      containers:
                        - name: app
                          image: culvert/client:dev
                          imagePullPolicy: Never
                          %5$s
                          command:
                            - sh
                            - -c
                            - |
                              while :; do %3$s; sleep 3; done &
                              mkdir -p /tmp/www/cgi-bin
                              touch /tmp/www/ready
                              printf '#!/bin/sh\\nprintf "Content-Type: text/plain\\\\n\\\\n$REMOTE_ADDR"' >/tmp/www/cgi-bin/caller
                              printf '#!/bin/sh\\nprintf "Content-Type: text/plain\\\\n\\\\n$(hostname) $REMOTE_ADDR"' >/tmp/www/cgi-bin/both
                              chmod +x /tmp/www/cgi-bin/*
                              socat UDP4-RECVFROM:8080,fork SYSTEM:'echo $(hostname) $SOCAT_PEERADDR' &
                              exec httpd -f -p 0.0.0.0:8080 -h /tmp/www
                """.formatted(vpn, media, AT_ONCE, FIRST, readiness()));
    }

    @Test
    @Order(10)
    @Proves("R2")
    void aClientDeclaredBeforeItsGatewayIsNotReady() {
        declareTheClient();
        await().untilAsserted(
                        () -> assertThat(site.client(media, "app", "Ready")).startsWith("False"));
    }

    private void declareTheClient() {
        Cluster.apply("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnClient
                metadata: {name: app, namespace: %s}
                spec:
                  gateway: {name: downloads, namespace: %s}
                  workload: {kind: StatefulSet, name: app}
                  ports: %s
                """.formatted(media, vpn, claims()));
    }

    @Test
    @Order(20)
    @Proves({"E1", "E2", "U6"})
    void itsTrafficLeavesByTheExits() {
        Cluster.apply("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: downloads, namespace: %s}
                spec: %s
                """.formatted(vpn, gateway()));
        await().untilAsserted(() ->
                assertThat(site.gateway(vpn, "downloads", "Ready")).startsWith("True"));
        await().untilAsserted(
                        () -> assertThat(site.client(media, "app", "Ready")).startsWith("True"));
        await().untilAsserted(() -> assertThat(site.ask(media, APP)).isNotEmpty());
        Set<String> seen = new HashSet<>();
        await().untilAsserted(() -> {
            seen.add(site.ask(media, APP));
            assertThat(seen).containsAll(exits);
        });
        assertThat(seen).isEqualTo(exits);
        assertThat(site.ask("default", "bystander")).isEqualTo(Site.NODE);

        assertThat(Cluster.kubectl("-n", media, "get", "vcl").out()).contains(List.of("StatefulSet/app", "1/1"));
    }

    @Test
    @Order(30)
    @Proves("E3")
    void theClusterIsReachedWithoutTheTunnel() {
        assertThat(site.exec(media, APP, "app", "curl", "-sk", "-m5", "https://10.96.0.1/version")
                        .out())
                .as("the API server, by its Service")
                .containsAnyOf("gitVersion", "Unauthorized", "orbidden");
    }

    /** While its gateway lives. */
    @Test
    @Order(75)
    @Proves({"R3", "L18"})
    void withoutTheVpnClientItIsClosedAndWithItOpenAgain() {
        String pod = site.pod(media, APP).getMetadata().getUid();
        site.noLeakBy(() -> {
            Cluster.kubectl("-n", media, "delete", "vcl", "app", "--timeout=60s");
            await().until(() -> site.isClosed(media, APP));
            assertThat(site.exec(media, APP, "app", "curl", "-sk", "-m5", "https://10.96.0.1/version")
                            .out())
                    .as("local networks")
                    .containsAnyOf("gitVersion", "Unauthorized", "orbidden");
            declareTheClient();
            await().untilAsserted(() -> assertThat(site.ask(media, APP)).isIn(exits));
        });
        assertThat(site.pod(media, APP).getMetadata().getUid())
                .as("the same pod")
                .isEqualTo(pod);
    }

    /** A pod that comes then sends from its user's own init container on. */
    @Test
    @Order(80)
    @Proves({"L2", "L11", "L18"})
    void withoutItsGatewayTheClientStaysClosed() {
        site.noLeakBy(() -> {
            Cluster.kubectl("-n", vpn, "delete", "vgw", "downloads", "--timeout=90s");
            await().until(() -> site.isClosed(media, APP));
            replace(media, APP);
            aPodThatComesAfterItsGateway();
            assertThat(site.ask(media, APP)).isEmpty();
        });
    }

    @Test
    @Order(90)
    @Proves({"R3", "L18"})
    void withoutTheVpnClientTheWorkloadSurvivesClosed() {
        site.noLeakBy(() -> {
            assertThat(Cluster.kubectl("-n", media, "delete", "vcl", "app", "--timeout=60s")
                            .exitCode())
                    .isZero();
            assertThat(site.ask(media, APP)).isEmpty();
        });
        assertThat(Cluster.kubectl("-n", media, "get", "statefulset", "app").exitCode())
                .isZero();
        assertThat(site.pod(media, APP).getMetadata().getDeletionTimestamp()).isNull();
    }

    /** It runs, so that what it hears nothing of is closed to it. */
    void aPodThatComesAfterItsGateway() {
        await().untilAsserted(() -> assertThat(containers())
                .isNotEmpty()
                .allMatch(status -> status.getState().getRunning() != null));
    }

    /** Where the nodes' part of a gateway made a pod's network and lock, it waits for the next one, and no program runs meanwhile. */
    void itWaits() {
        String pod = site.pod(media, APP).getMetadata().getUid();
        String refusals = "involvedObject.uid=" + pod + ",reason=FailedCreatePodSandBox";
        await().untilAsserted(() -> assertThat(
                        Cluster.kubectl("-n", media, "get", "events", "--field-selector", refusals, "-o", "name")
                                .out())
                .isNotBlank());
        assertThat(containers()).allMatch(status -> status.getState().getWaiting() != null);
    }

    private List<ContainerStatus> containers() {
        return site.pod(media, APP).getStatus().getContainerStatuses();
    }

    /** Deletes a pod as a lost node does, and waits for the one that replaces it. */
    void replace(String namespace, String pod) {
        String before = site.pod(namespace, pod).getMetadata().getUid();
        Cluster.kubectl("-n", namespace, "delete", "pod", pod, "--force", "--grace-period=0", "--wait=false");
        await().untilAsserted(() ->
                assertThat(site.pod(namespace, pod).getMetadata().getUid()).isNotEqualTo(before));
    }

    /** A gateway's or a router's pod is lost and replaced; its clients have the way of before, and nothing was outside it. */
    void survivesTheLossOf(String pod) {
        site.noLeakBy(() -> {
            replace(vpn, pod);
            await().untilAsserted(() ->
                    assertThat(site.ask(media, APP, 6 * exits.size())).isEqualTo(exits));
        });
        theClientHasNotRestarted();
    }

    void theClientHasNotRestarted() {
        assertThat(containers())
                .filteredOn(status -> status.getName().equals("app"))
                .singleElement()
                .satisfies(status -> assertThat(status.getRestartCount()).isZero());
    }
}
