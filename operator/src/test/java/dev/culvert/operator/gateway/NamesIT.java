package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.names.provider.Bind;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.Type;

/** From what agents say, by the operator, to records in a real BIND. */
@ExtendWith(ApiServerTests.class)
class NamesIT {
    @AutoClose
    private static final Bind bind = new Bind();

    @Test
    @Proves({"D9", "D12"})
    void healthyExitsAddressesAreKeptUnderAName(World world) {
        String vpn = world.namespace();
        String name = vpn + ".example.org";
        VpnGateway gateway = gateway(world, vpn, name, "maxRecords: 8");
        world.until(gateway, "NamesPublished", "False NoAddressKnown");
        String sweden = world.exitPod(gateway, "sweden");
        String swiss = world.exitPod(gateway, "swiss");
        say(world, swiss, true, "203.0.113.8");
        until(name, "203.0.113.7", "203.0.113.8");
        world.until(gateway, "NamesPublished", "True NamesKept 203.0.113.7, 203.0.113.8");

        say(world, swiss, true, "203.0.113.18");
        until(name, "203.0.113.18", "203.0.113.7");
        say(world, sweden, false, null);
        until(name, "203.0.113.18");
        say(world, sweden, true, null);
        until(name, "203.0.113.18", "203.0.113.7");

        world.agents().stop(sweden);
        world.agents().stop(swiss);
        World.eventually()
                .until(() -> Objects.requireNonNull(
                                world.gateway(vpn, "downloads").getStatus())
                        .exits()
                        .stream()
                        .allMatch(exit -> "pod".equals(exit.witness())));
        assertThat(told(world, vpn)).as("as their agents said last").isEqualTo("203.0.113.18");
        world.until(gateway, "NamesPublished", "True NamesKept");
        until(name, "203.0.113.18", "203.0.113.7");
        say(world, sweden, false, null);
        say(world, swiss, false, null);
        world.until(gateway, "NamesPublished", "True LastAddressesKept");
        assertThat(bind.addresses(name)).isNotEmpty();
        World.eventually()
                .until(() -> world.admin().v1().events().inNamespace(vpn).list().getItems().stream()
                        .map(Event::getReason)
                        .toList()
                        .containsAll(List.of("NamesKept", "LastAddressesKept")));
        assertThat(world.gateway(vpn, "downloads").toString()).doesNotContain(Bind.SECRET);
    }

    /** As in sidecar routing, where clients have IPv6. */
    @Test
    @Proves("D9")
    void anExitsIpv6AddressIsKeptBesideItsOther(World world) {
        String vpn = world.namespace();
        String name = vpn + ".example.org";
        VpnGateway gateway = gateway(world, vpn, name, "maxRecords: 8");
        world.exitPod(gateway, "sweden");
        String swiss = world.exitPod(gateway, "swiss");
        world.agents().say(swiss, both("203.0.113.8", "2001:db8::8"));
        until(name, "2001:db8:0:0:0:0:0:8", "203.0.113.7", "203.0.113.8");

        say(world, swiss, true, null);
        World.eventually().until(() -> told(world, vpn).equals("203.0.113.7"));
        world.until(gateway, "NamesPublished", "True NamesKept 203.0.113.7, 203.0.113.8, 2001:db8::8");
        world.agents().say(swiss, both("203.0.113.8", "2001:db8::18"));
        until(name, "2001:db8:0:0:0:0:0:18", "203.0.113.7", "203.0.113.8");
        say(world, swiss, true, "203.0.113.8");
        until(name, "203.0.113.7", "203.0.113.8");
    }

    /** Its tunnel goes on: the kernel and other containers keep it. */
    @Test
    @Proves("D12")
    void anExitWhoseAgentHasEndedKeepsItsAddress(World world) {
        String vpn = world.namespace();
        String name = vpn + ".example.org";
        VpnGateway gateway = gateway(world, vpn, name, "maxRecords: 8");
        world.exitPod(gateway, "sweden");
        String swiss = world.exitPod(gateway, "swiss");
        say(world, swiss, true, "203.0.113.8");
        until(name, "203.0.113.7", "203.0.113.8");

        Pod pod = world.admin()
                .pods()
                .inNamespace(vpn)
                .withName("downloads-swiss-0")
                .require();
        world.agents().stop(swiss);
        world.shows(
                pod,
                new PodStatusBuilder(pod.getStatus())
                        .editFirstCondition()
                        .withStatus("False")
                        .endCondition()
                        .addNewContainerStatus()
                        .withName("gateway")
                        .withImage("image")
                        .withImageID("")
                        .withRestartCount(1)
                        .withReady(false)
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(137)
                        .withReason("OOMKilled")
                        .endTerminated()
                        .endState()
                        .endContainerStatus()
                        .build());
        world.until(
                gateway,
                "Ready",
                "True ExitsHealthy 1 of 2 exits carry traffic; nobody can tell of swiss (its agent has ended, and its"
                        + " tunnel may go on)");
        world.until(gateway, "NamesPublished", "True NamesKept 203.0.113.7, 203.0.113.8");
        assertThat(bind.addresses(name)).containsExactly("203.0.113.7", "203.0.113.8");

        world.admin().resource(pod).withGracePeriod(0).delete();
        until(name, "203.0.113.7");
    }

    /** No event of its own tells the younger one, which would look again 15 s later. */
    @Test
    @Proves("D14")
    void anOlderGatewayThatTakesANameHasItsYoungerOneLookedAt(World world) {
        String vpn = world.namespace();
        String name = vpn + ".example.org";
        VpnGateway older = gateway(world, vpn, "other." + name, "ttl: 60");
        VpnGateway younger = world.declare(vpn, "younger", spec(world, name, "ttl: 60", "sweden"));
        world.until(younger, "NamesPublished", "False NoAddressKnown");

        world.admin()
                .resource(older)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"dynamicDns\":{\"names\":[\"" + name + "\"]}}}");
        world.until(younger, "NamesPublished", "False NameTaken");
    }

    private static String both(String four, String six) {
        return "{\"ready\":true,\"engine\":\"up\",\"detail\":\"\",\"publicAddress\":\"%s\",\"publicAddress6\":\"%s\"}"
                .formatted(four, six);
    }

    private static String told(World world, String namespace) {
        return String.valueOf(
                Objects.requireNonNull(world.gateway(namespace, "downloads").getStatus())
                        .addresses());
    }

    @Test
    @Proves("D10")
    void anUpdateOutlivesANameServerThatIsDown(World world) {
        String vpn = world.namespace();
        String name = vpn + ".example.org";
        VpnGateway gateway = gateway(world, vpn, name, "ttl: 30");
        String sweden = world.exitPod(gateway, "sweden");
        until(name, "203.0.113.7");
        bind.kill();
        say(world, sweden, true, "203.0.113.17");
        world.until(gateway, "NamesPublished", "False ProviderUnreachable");
        bind.start();
        assertThat(bind.addresses(name)).containsExactly("203.0.113.7");
        World.eventually().until(() -> bind.addresses(name).equals(List.of("203.0.113.17")));
        world.until(gateway, "NamesPublished", "True NamesKept");
        assertThat(bind.ttls(name)).containsExactly(30L);
    }

    @Test
    @Proves({"D13", "D14"})
    void whatOthersHaveStaysTheirs(World world) {
        String vpn = world.namespace();
        String name = vpn + ".example.org";
        bind.add(name, Type.A, "192.0.2.1");
        VpnGateway gateway = gateway(world, vpn, name, "maxRecords: 1");
        world.exitPod(gateway, "sweden");
        world.until(gateway, "NamesPublished", "False NameHasForeignRecords " + name);
        bind.delete(name, Type.A);
        until(name, "203.0.113.7");

        say(world, world.exitPod(gateway, "swiss"), true, "203.0.113.8");
        world.until(gateway, "Ready", "True AllExitsHealthy");
        assertThat(bind.addresses(name)).as("one record, and it stays").containsExactly("203.0.113.7");

        world.secret(vpn, "wg-norway");
        VpnGateway younger = world.declare(vpn, "younger", spec(world, name, "ttl: 60", "norway"));
        world.until(
                younger,
                "NamesPublished",
                "False NameTaken spec.dynamicDns.names[0]: " + name + " is kept by VpnGateway " + vpn + "/downloads");

        world.admin().resource(gateway).delete();
        world.admin().pods().inNamespace(vpn).delete();
        World.eventually().until(() -> world.admin().resource(gateway).get() == null);
        assertThat(bind.texts("_culvert." + name)).noneMatch(text -> text.contains("vpn/downloads"));
        world.exitPod(younger, "norway");
        World.eventually().until(() -> bind.addresses(name).equals(List.of("203.0.113.7")));
        world.until(younger, "NamesPublished", "True NamesKept");
    }

    private static VpnGateway gateway(World world, String namespace, String name, String more) {
        world.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("tsig")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withStringData(Map.of("secret", Bind.SECRET))
                        .build())
                .create();
        world.secret(namespace, "wg-sweden");
        world.secret(namespace, "wg-swiss");
        return world.declare(namespace, "downloads", spec(world, name, more, "sweden", "swiss"));
    }

    private static String spec(World world, String name, String more, String... exits) {
        return World.overlay(world.vni(), exits) + """
                dynamicDns:
                  names: [%s]
                  %s
                  rfc2136:
                    server: 127.0.0.1:%d
                    zone: example.org
                    tsig: {keyName: culvert, secretRef: {name: tsig}}
                """.formatted(name, more, bind.port());
    }

    private static void say(
            World world, String agent, boolean ready, @org.jspecify.annotations.Nullable String address) {
        world.agents()
                .say(
                        agent,
                        "{\"ready\":%s,\"engine\":\"up\",\"detail\":\"\"%s}"
                                .formatted(ready, address == null ? "" : ",\"publicAddress\":\"" + address + "\""));
    }

    /** The agents are asked every 2 s; the rest is ours. */
    private static void until(String name, String... addresses) {
        Awaitility.await(name)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> bind.addresses(name), List.of(addresses)::equals);
    }
}
