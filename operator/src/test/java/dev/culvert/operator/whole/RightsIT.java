package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServer;
import dev.culvert.operator.server.AuditLog.Request;
import dev.culvert.operator.server.Controllers;
import dev.culvert.operator.server.Installed;
import dev.culvert.operator.server.InstalledRights;
import dev.culvert.operator.server.OptionalApi;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The operator as a program with the rights that its installation has, through a whole life of each routing method; the API server's own
 * log says what of these rights it used, and whether it asked for more.
 */
class RightsIT {
    /** Used, but not in this test: a resource is read again after a conflict; JOSDK checks the lease's right, and then patches. */
    private static final Set<String> UNSEEN =
            Set.of("culvert.dev/vpngateways get", "culvert.dev/vpnclients get", "coordination.k8s.io/leases update");

    @AutoClose
    private static final Installed installed = new Installed();

    private static final ApiServer server = installed.server();
    private static final World world = installed.world();

    @Test
    @Proves("R10")
    void nothingIsUsedUngrantedAndNothingIsGrantedUnused() throws Exception {
        try (var operator = installed.operator("--leader-election")) {
            String overlay = world.namespace();
            VpnGateway first = world.gateway(overlay, "downloads", "sweden");
            OptionalApi.NETWORK_ATTACHMENTS.serve(world);
            OptionalApi.CILIUM.serve(world);
            life(overlay, first, "Deployment");
            String network = world.namespace();
            world.secret(network, "wg-sweden");
            life(network, world.declare(network, "downloads", """
                            exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
                            routing: {network: {subnet: 192.168.24.0/22, routers: 1}}
                            """), "DaemonSet");
            String uplink = world.namespace();
            life(uplink, world.declare(uplink, "downloads", """
                            exits: [{name: router, external: {address: 10.10.20.1}}]
                            routing: {uplink: {master: eth1, subnet: 10.10.20.0/24}}
                            """), "CronJob");
            String sidecar = world.namespace();
            world.secret(sidecar, "wg-sweden");
            life(sidecar, world.declare(sidecar, "downloads", """
                            exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
                            routing: {sidecar: {}}
                            """), "StatefulSet");
            String job = world.namespace();
            world.create(job, World.workload("Job", "app"));
            VpnClient once = world.client(job, "app", """
                    gateway: {name: downloads, namespace: %s}
                    workload: {kind: Job, name: app}
                    """.formatted(job));
            world.until(once, "Attached", "False");
            assertThat(operator.isAlive()).isTrue();
        }
        // A watch is in the log when it has ended, which it does a moment after the one who watched.
        World.eventually().untilAsserted(RightsIT::compare);
    }

    private static void compare() throws Exception {
        List<Request> requests =
                server.audit().since(0, request -> request.user().equals(Installed.USER));
        assertThat(requests.stream()
                        .filter(request -> request.code() == 403)
                        .map(RightsIT::right)
                        .distinct())
                .as("used ungranted")
                .isEmpty();
        Set<String> used = new TreeSet<>(UNSEEN);
        for (Request request : requests) {
            used.add(right(request));
            if (request.verb().equals("patch") && request.code() == 201) {
                used.add(request.group() + "/" + request.resource() + " create");
            }
        }
        Set<String> granted = InstalledRights.all(server.admin());
        assertThat(granted).as("granted, and not used").isSubsetOf(used);
    }

    /** From its first pod to its end: one client is let out, one stays closed. */
    private static void life(String namespace, VpnGateway gateway, String kind) {
        var controllers = new Controllers(world);
        HasMetadata workload = world.create(namespace, World.workload(kind, "app"));
        VpnClient client = world.client(namespace, "app", """
                gateway: {name: downloads}
                workload: {kind: %s, name: app}
                onDetach: AllowDirect
                """.formatted(kind));
        world.create(namespace, World.workload("Deployment", "closed"));
        VpnClient closed = world.client(namespace, "closed", """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: closed}
                """);
        if (gateway.getSpec().routing().sidecar() == null) {
            controllers.runPods(gateway);
        }
        world.until(gateway, "Ready", "True");
        world.until(client, "Attached", "True");
        if (!kind.equals("CronJob")) {
            world.podOf(workload, "app-0", "10.244.0.7");
            World.eventually()
                    .until(() -> "1/1".equals(world.now(client).getStatus().attached()));
        }
        // A change of what has been made.
        world.admin()
                .resource(gateway)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"local\":[\"10.99.0.0/16\"]}}");
        World.eventually()
                .until(() ->
                        Long.valueOf(2).equals(world.now(gateway).getStatus().observedGeneration()));
        world.admin().resource(client).delete();
        world.admin().resource(closed).delete();
        world.admin().resource(gateway).delete();
        World.eventually().until(() -> {
            controllers.collect(namespace);
            return world.admin().resource(gateway).get() == null
                    && world.admin().resource(client).get() == null
                    && world.admin().resource(closed).get() == null;
        });
    }

    private static String right(Request request) {
        return request.group() + "/" + request.resource() + " " + request.verb();
    }
}
