package dev.culvert.operator.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnGateway;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A gateway whose three exits share a Secret: another one wants three new pods. */
public final class ThreeExits {
    private final World world;
    private final String namespace;
    private final VpnGateway gateway;
    private final Controllers controllers;

    /** Declares it, in that namespace. */
    public ThreeExits(World world, String namespace) {
        this.world = world;
        this.namespace = namespace;
        controllers = new Controllers(world);
        secret("before");
        gateway = world.declare(namespace, "downloads", """
                exits:
                - {name: a, gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}, servers: {cities: [Zurich]}}}
                - {name: b, gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}, servers: {cities: [Oslo]}}}
                - {name: c, gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}, servers: {cities: [Rome]}}}
                routing: {overlay: {vxlanId: %d}}
                """.formatted(world.vni()));
    }

    /** All its pods run and are well. */
    public void run() {
        world.until(gateway, "Ready", "False NoExitHealthy");
        for (String exit : List.of("a", "b", "c")) {
            controllers.roll(gateway, exit);
        }
        isReady();
        assertThat(generations()).containsExactly(1L, 1L, 1L);
    }

    /** Waits until all exits are healthy. */
    public void isReady() {
        world.until(gateway, "Ready", "True AllExitsHealthy");
    }

    /** The owner writes another key. */
    public void change() {
        secret("after");
    }

    /** The owner deletes it. */
    public void lose() {
        world.admin().secrets().inNamespace(namespace).withName("mullvad").delete();
        world.until(gateway, "Degraded", "True SecretNotFound");
    }

    /** An exit's pod is replaced by one of today's template, which is ready at once. */
    public void roll(String exit) {
        controllers.roll(gateway, exit);
    }

    /** Waits until the StatefulSets of a, b and c have been written so many times. */
    public void are(long... generations) {
        World.eventually().until(() -> generations().equals(boxed(generations)));
    }

    /** Insists that they stay so, for longer than the operator needs for a pass. */
    public void stay(long... generations) {
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> generations().equals(boxed(generations)));
    }

    private static List<Long> boxed(long... generations) {
        return Arrays.stream(generations).boxed().toList();
    }

    private List<Long> generations() {
        return world.admin().apps().statefulSets().inNamespace(namespace).list().getItems().stream()
                .map(set -> set.getMetadata().getGeneration())
                .toList();
    }

    private void secret(String key) {
        world.secret(namespace, "mullvad", Map.of("WIREGUARD_PRIVATE_KEY", key, "WIREGUARD_ADDRESSES", "10.64.0.2/32"));
    }
}
