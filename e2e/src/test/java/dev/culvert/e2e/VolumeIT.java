package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A Deployment with one replica that must not surge, and a volume that one pod at a time has: the next one waits for it, as on another node. (A
 * Deployment that does not surge makes its next pod when the last one has been told to end, not when it has ended.)
 */
@Timeout(300)
@ExtendWith(SiteExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VolumeIT {
    private static final String VPN = "volume-vpn";
    private static final String MEDIA = "volume-media";
    private static final int EXIT = 7;

    private final Site site;

    VolumeIT(Site site) {
        this.site = site;
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
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: volume}
                spec:
                  accessModes: [ReadWriteOnce]
                  capacity: {storage: 1Mi}
                  storageClassName: ""
                  claimRef: {namespace: %2$s, name: data}
                  hostPath: {path: /var/lib/e2e-volume, type: DirectoryOrCreate}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: %2$s}
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: ""
                  resources: {requests: {storage: 1Mi}}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app, namespace: %2$s}
                spec:
                  replicas: 1
                  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
                  selector: {matchLabels: {app: app}}
                  template:
                    metadata: {labels: {app: app}}
                    spec:
                      terminationGracePeriodSeconds: 5
                      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
                      containers:
                        - name: app
                          image: culvert/client:dev
                          imagePullPolicy: Never
                          volumeMounts: [{name: data, mountPath: /data}]
                          command:
                            - sh
                            - -c
                            - |
                              until mkdir /data/lock; do sleep 0.1; done
                              trap 'rmdir /data/lock; exit 0' TERM
                              hostname >>/data/starts
                              while :; do sleep 1 & wait $!; done
                """.formatted(VPN, MEDIA));
        await().untilAsserted(() -> assertThat(starts()).hasSize(1));
    }

    @Test
    @Order(10)
    @Proves({"R4", "R7"})
    void itIsAttachedByOneRolloutThatWaitsForNobody() {
        site.secret(VPN, EXIT);
        Cluster.apply("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: downloads, namespace: %1$s}
                spec:
                  exits: [{name: exit, wireguard: {secretRef: {name: wg-%3$d}}}]
                  routing: {overlay: {vxlanId: 43}}
                  clients: {namespaces: [%2$s]}
                  %4$s
                  %5$s
                ---
                apiVersion: culvert.dev/v1alpha1
                kind: VpnClient
                metadata: {name: app, namespace: %2$s}
                spec:
                  gateway: {name: downloads, namespace: %1$s}
                  workload: {kind: Deployment, name: app}
                """.formatted(
                        VPN, MEDIA, EXIT, Provider.WITNESSES.replace(", whoami", "\n  whoami"), InboundScenario.DNS));
        await().untilAsserted(
                        () -> assertThat(site.client(MEDIA, "app", "Ready")).startsWith("True"));
        await().untilAsserted(() -> assertThat(
                        site.ask(MEDIA, pods().getFirst().getMetadata().getName()))
                .isEqualTo(Provider.address(EXIT)));
        await().untilAsserted(() -> assertThat(starts())
                .as("pods that had the volume")
                .hasSize(2)
                .last()
                .isEqualTo(name()));
    }

    @Test
    @Order(20)
    @Proves("R7")
    void itsOwnersRolloutsGoOn() {
        site.noLeakBy(() -> {
            Cluster.kubectl("-n", MEDIA, "rollout", "restart", "deployment", "app");
            Cluster.kubectl("-n", MEDIA, "rollout", "status", "deployment", "app", "--timeout=90s");
            await().untilAsserted(() -> assertThat(site.ask(MEDIA, name())).isEqualTo(Provider.address(EXIT)));
        });
        await().untilAsserted(() -> assertThat(starts())
                .as("pods that had the volume")
                .hasSize(3)
                .last()
                .isEqualTo(name()));
        await().untilAsserted(() -> assertThat(
                        Cluster.kubectl("-n", MEDIA, "get", "vcl").out())
                .contains(List.of("Deployment/app", "1/1")));
    }

    private List<Pod> pods() {
        return site.api()
                .pods()
                .inNamespace(MEDIA)
                .withLabel("app", "app")
                .list()
                .getItems();
    }

    private String name() {
        assertThat(pods()).hasSize(1);
        return pods().getFirst().getMetadata().getName();
    }

    /** The pods that have had the volume, in their order. */
    private static List<String> starts() {
        return Cluster.onNode("cat", "/var/lib/e2e-volume/starts").out().lines().toList();
    }
}
