package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.Controllers;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gateway, client, workload, Secret and namespace are made, and deleted, in every order there is; each order in namespaces of its own. */
@ExtendWith(ApiServerTests.class)
class OrderIT {
    private enum Thing {
        VPN,
        SECRET,
        GATEWAY,
        MEDIA,
        WORKLOAD,
        CLIENT;

        /** What must be there before: the API server knows no object without its namespace. */
        private boolean fits(List<Thing> before) {
            return switch (this) {
                case VPN, MEDIA -> true;
                case SECRET, GATEWAY -> before.contains(VPN);
                case WORKLOAD, CLIENT -> before.contains(MEDIA);
            };
        }
    }

    /** One order's own two namespaces, with what is in them. */
    private record Scene(World world, List<Thing> order, String vpn, String media, int vni) {
        private static Scene of(World world, List<Thing> order) {
            int number = 7_000_000 + world.vni();
            return new Scene(world, order, "vpn-" + number, "media-" + number, number);
        }

        private void make(Thing thing) {
            switch (thing) {
                case VPN -> world.namespace(vpn);
                case MEDIA -> world.namespace(media);
                case SECRET -> world.secret(vpn, "wg-sweden");
                case GATEWAY ->
                    world.declare(
                            vpn,
                            "downloads",
                            World.overlay(vni, "sweden") + "clients: {namespaces: [%s]}\n".formatted(media));
                case WORKLOAD -> world.create(media, World.workload("Deployment", "app"));
                case CLIENT ->
                    world.client(
                            media,
                            "app",
                            "gateway: {name: downloads, namespace: %s}\n".formatted(vpn)
                                    + "workload: {kind: Deployment, name: app}\nonDetach: AllowDirect\n");
            }
        }

        private void delete(Thing thing) {
            var api = world.admin();
            switch (thing) {
                case VPN -> api.namespaces().withName(vpn).delete();
                case MEDIA -> api.namespaces().withName(media).delete();
                case SECRET ->
                    api.secrets().inNamespace(vpn).withName("wg-sweden").delete();
                case GATEWAY ->
                    api.resources(VpnGateway.class)
                            .inNamespace(vpn)
                            .withName("downloads")
                            .delete();
                case WORKLOAD ->
                    api.apps().deployments().inNamespace(media).withName("app").delete();
                case CLIENT ->
                    api.resources(VpnClient.class)
                            .inNamespace(media)
                            .withName("app")
                            .delete();
            }
        }

        private boolean isSeen(Thing thing) {
            return switch (thing) {
                case GATEWAY -> world.gateway(vpn, "downloads").getStatus() != null;
                case CLIENT -> world.client(media, "app").getStatus() != null;
                default -> true;
            };
        }

        /** All that there is, by name, without what only the server knows. */
        private String state() {
            var controllers = new Controllers(world);
            var state = new TreeMap<String, Object>();
            for (String namespace : List.of(vpn, media)) {
                for (HasMetadata object : controllers.all(namespace)) {
                    HasMetadata bare =
                            world.admin().getKubernetesSerialization().clone(object);
                    var meta = bare.getMetadata();
                    meta.setUid(null);
                    meta.setResourceVersion(null);
                    meta.setCreationTimestamp(null);
                    meta.setManagedFields(null);
                    meta.setGeneration(null);
                    meta.setOwnerReferences(null);
                    if (meta.getAnnotations() != null) {
                        meta.getAnnotations().keySet().removeIf(key -> key.equals("culvert.dev/applied"));
                    }
                    switch (bare) {
                        case VpnGateway gateway -> gateway.setStatus(null);
                        case VpnClient client -> client.setStatus(null);
                        case io.fabric8.kubernetes.api.model.Secret secret -> secret.setData(null);
                        default -> {}
                    }
                    state.put(
                            object.getKind() + " " + meta.getName(),
                            world.admin().getKubernetesSerialization().asYaml(bare));
                }
            }
            return state.toString()
                    .replace(vpn, "VPN")
                    .replace(media, "MEDIA")
                    .replaceAll("\\b" + vni + "\\b", "VNI")
                    .replaceAll("culvert.dev/attachment: \\S+", "culvert.dev/attachment: HASH");
        }
    }

    @Test
    @Proves("R2")
    void makingInAnyOrderHasOneEnd(World world) {
        List<Scene> scenes =
                orders().stream().map(order -> Scene.of(world, order)).toList();
        assertThat(scenes).as("every order that there is").hasSize(80);
        make(scenes);
        String first = scenes.getFirst().state();
        assertThat(first).contains("Deployment app", "StatefulSet downloads-sweden", "/culvert/agent");
        for (Scene scene : scenes) {
            assertThat(scene.state()).as(scene.order().toString()).isEqualTo(first);
        }
        for (Scene scene : scenes) {
            scene.delete(Thing.CLIENT);
            scene.delete(Thing.GATEWAY);
        }
    }

    @Test
    @Proves("R3")
    void deletingInAnyOrderEndsAndLeavesNothingOfOurs(World world) {
        // A namespace is deleted after what it holds, or with all that it still holds.
        List<List<Thing>> orders =
                orders().stream().map(order -> order.reversed()).toList();
        List<Scene> scenes =
                orders.stream().map(order -> Scene.of(world, order)).toList();
        make(scenes.stream()
                .map(scene -> new Scene(world, List.of(Thing.values()), scene.vpn(), scene.media(), scene.vni()))
                .toList());
        var controllers = new Controllers(world);
        for (int step = 0; step < Thing.values().length; step++) {
            for (Scene scene : scenes) {
                Thing thing = scene.order().get(step);
                // In every second order the workload survives, and so does its namespace.
                if (!survives(scene, scenes) || (thing != Thing.WORKLOAD && thing != Thing.MEDIA)) {
                    scene.delete(thing);
                }
            }
        }
        for (Scene scene : scenes) {
            World.eventually().alias(scene.order().toString()).until(() -> {
                controllers.collect(scene.vpn());
                return gone(world, scene);
            });
            if (survives(scene, scenes)) {
                Deployment workload = Objects.requireNonNull(world.admin()
                        .apps()
                        .deployments()
                        .inNamespace(scene.media())
                        .withName("app")
                        .get());
                assertThat(Workloads.template(workload).getSpec().getInitContainers())
                        .extracting(Container::getName)
                        .as("as it was")
                        .containsExactly("chown");
            }
            for (String namespace : List.of(scene.vpn(), scene.media())) {
                assertThat(controllers.ours(namespace))
                        .as("but the namespace's own policy for pods that ask for it: %s", scene.order())
                        .isSubsetOf("NetworkPolicy culvert-vpn-only");
            }
        }
    }

    @Test
    @Proves("R3")
    void aNamespaceIsDeletedWithAllThatIsInIt(World world) {
        var controllers = new Controllers(world);
        Scene scene = Scene.of(world, List.of(Thing.values()));
        make(List.of(scene));
        for (String namespace : List.of(scene.media(), scene.vpn())) {
            world.admin().namespaces().withName(namespace).delete();
            controllers.empty(namespace);
        }
        World.eventually().until(() -> {
            controllers.empty(scene.media());
            controllers.empty(scene.vpn());
            return controllers.all(scene.media()).isEmpty()
                    && controllers.all(scene.vpn()).isEmpty();
        });
    }

    private static boolean survives(Scene scene, List<Scene> scenes) {
        return scenes.indexOf(scene) % 2 == 1;
    }

    private static boolean gone(World world, Scene scene) {
        return world.admin()
                        .resources(VpnGateway.class)
                        .inNamespace(scene.vpn())
                        .list()
                        .getItems()
                        .isEmpty()
                && world.admin()
                        .resources(VpnClient.class)
                        .inNamespace(scene.media())
                        .list()
                        .getItems()
                        .isEmpty();
    }

    /** Step by step, all scenes beside each other; the operator has looked at every step before the next. */
    private static void make(List<Scene> scenes) {
        for (int step = 0; step < Thing.values().length; step++) {
            for (Scene scene : scenes) {
                scene.make(scene.order().get(step));
            }
            for (Scene scene : scenes) {
                Thing thing = scene.order().get(step);
                World.eventually().until(() -> scene.isSeen(thing));
            }
        }
        for (Scene scene : scenes) {
            World world = scene.world();
            world.until(world.client(scene.media(), "app"), "Attached", "True");
            world.until(world.gateway(scene.vpn(), "downloads"), "Ready", "False NoExitHealthy");
            World.eventually().until(() -> scene.state().contains("StatefulSet downloads-sweden"));
        }
    }

    /** All orders that the API server allows. */
    private static List<List<Thing>> orders() {
        List<List<Thing>> orders = List.of(List.of());
        for (int length = 0; length < Thing.values().length; length++) {
            var longer = new ArrayList<List<Thing>>();
            for (List<Thing> order : orders) {
                for (Thing thing : Thing.values()) {
                    if (!order.contains(thing) && thing.fits(order)) {
                        var next = new ArrayList<>(order);
                        next.add(thing);
                        longer.add(List.copyOf(next));
                    }
                }
            }
            orders = longer;
        }
        return orders;
    }
}
