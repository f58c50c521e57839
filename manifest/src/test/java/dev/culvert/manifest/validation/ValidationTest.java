package dev.culvert.manifest.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Samples;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
    private static final String EXIT = "{name: a, wireguard: {secretRef: {name: wg}}}";
    private static final ClusterFacts CLUSTER = Samples.facts("""
            nodes: [10.1.0.11]
            apis: [NetworkAttachmentDefinition]
            """);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exits: []                                                      | routing: {overlay: {}}                                  | InvalidSpec: spec.exits: there is none; name at least one
            exits: [EXIT, EXIT]                                            | routing: {overlay: {}}                                  | InvalidSpec: spec.exits[1].name: a is there twice; take another name
            exits: [{name: a}]                                             | routing: {overlay: {}}                                  | InvalidSpec: spec.exits[0]: the exit has no engine; give exactly one of wireguard, gluetun and external
            exits: [{name: a, external: {address: 10.0.0.1}}]              | routing: {overlay: {}}                                  | InvalidSpec: spec.exits[0].external: an external exit is reached by a second interface, which this routing method does not have; take routing uplink or network, or another engine
            exits: [EXIT]                                                  | routing: {}                                             | InvalidSpec: spec.routing: there is no method; give exactly one of sidecar, overlay, network and uplink
            exits: [EXIT]                                                  | routing: {overlay: {}, sidecar: {}}                     | InvalidSpec: spec.routing: there is more than one method; give exactly one of sidecar, overlay, network and uplink
            exits: [EXIT, {name: b, wireguard: {secretRef: {name: w}}}]    | routing: {sidecar: {}}                                  | InvalidSpec: spec.exits: routing sidecar has one tunnel, there are 2; take one exit
            exits: [EXIT]                                                  | routing: {sidecar: {}}; ports: [{name: p, port: 80, target: 19317}] | InvalidSpec: spec.ports[0]: at 19317 the agent in the client's pod tells its status; take another port there, or set spec.routing.sidecar.statusPort
            exits: [EXIT]                                                  | routing: {overlay: {subnet: 10.x.0.0/16}}               | InvalidSpec: spec.routing.overlay.subnet: 10.x.0.0/16 is no prefix: the part x is no number; write all of it, as in 192.0.2.0/24 or 2001:db8::/32
            exits: [EXIT]                                                  | routing: {overlay: {subnet: 172.20.0.0/24}}             | InvalidSpec: spec.routing.overlay.subnet: 172.20.0.0/24 has no room for every pod of 10.244.0.0/16 and the gateways; take a /15
            exits: [EXIT]                                                  | routing: {overlay: {subnet: 10.244.0.0/15}}             | NetworkOverlap: spec.routing.overlay.subnet: 10.244.0.0/15 overlaps pods (10.244.0.0/16); take a free one, 172.30.0.0/15
            exits: [EXIT]                                                  | routing: {network: {subnet: 10.96.4.0/22}}              | NetworkOverlap: spec.routing.network.subnet: 10.96.4.0/22 overlaps services (10.96.0.0/12); take a free one, 192.168.252.0/22
            exits: [EXIT, {name: b, wireguard: {secretRef: {name: w}}}]    | routing: {network: {subnet: 192.168.24.0/22, routers: 0}} | InvalidSpec: spec.routing.network.routers: without routers nobody spreads flows over 2 exits; take exactly one exit, or routers: 2
            exits: [{name: a, external: {address: 10.10.30.1}}]            | routing: {uplink: {master: eth1, subnet: 10.10.20.0/24}} | InvalidSpec: spec.exits[0].external.address: 10.10.30.1 is not in 10.10.20.0/24, so no client reaches it; take an address of it
            exits: [EXIT]                                                  | routing: {uplink: {master: eth1, subnet: 10.10.20.0/24}} | InvalidSpec: spec.routing.uplink: clients' next hop is an external gateway, and the exit is not external; give the exit external: {address: …}, or take another routing method
            exits: [{name: a, gluetun: {provider: ivpn, version: v3.38, secretRef: {name: s}}}] | routing: {overlay: {}}            | InvalidSpec: spec.exits[0].gluetun.version: v3.38 is none of v3.39 to v3.41, whose settings are known; take v3.41.3
            exits: [{name: a, gluetun: {provider: privado, secretRef: {name: s}}}]              | routing: {overlay: {}}            | InvalidSpec: spec.exits[0].gluetun.type: gluetun runs privado by OpenVPN alone; take type: openvpn, or provider: custom with WireGuard's settings
            exits: [{name: a, gluetun: {provider: ivpn, type: openvpn, secretRef: {name: s}}}]  | routing: {overlay: {}}            | InvalidSpec: spec.exits[0].gluetun.endpoints: OpenVPN's packets have no mark by which the lock could know them; list where the provider's servers are, with port and protocol
            """)
    @Proves({"R1", "U3"})
    void aGatewaysMistakeIsNamedWithItsFieldAndRemedy(String exits, String routing, String finding) {
        VpnGateway gateway = Samples.gateway(exits.replace("EXIT", EXIT) + "\n" + routing.replace("; ", "\n") + "\n");
        assertThat(Validation.of(gateway, known(List.of(gateway), List.of())))
                .extracting(Finding::toString)
                .containsExactly(finding);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            local: [10.0.0.x/8]                              | InvalidSpec: spec.local[0]: 10.0.0.x/8 is no prefix: the part x is no number; write all of it, as in 192.0.2.0/24 or 2001:db8::/32
            local: [0.0.0.0/1]                               | InvalidSpec: spec.local[0]: 0.0.0.0/1 is much of the internet; all of it would be reached without the tunnel; name the networks that are yours
            dns: {strategy: custom}                          | InvalidSpec: spec.dns.servers: strategy custom has no servers; name at least one address
            dns: {strategy: tunnel, servers: [9.9.9.9]}      | InvalidSpec: spec.dns.servers: strategy tunnel takes none; take strategy custom
            dns: {strategy: cluster, upstream: [9.9.9.9]}    | InvalidSpec: spec.dns.upstream: strategy cluster takes none; take strategy tunnel
            dns: {strategy: tunnel, upstream: [9.9.9.9@0]}   | InvalidSpec: spec.dns.upstream: port 0 is none; take one of 1 to 65535
            local: [192.0.2.0/24]                            | InvalidSpec: spec.local: the address of the gateways' resolvers, 192.0.2.53, is in a local network; leave 192.0.2.0/24 out, or take dns.strategy cluster
            ports: [{name: a, port: 1}, {name: b, port: 1, protocols: [TCP]}] | InvalidSpec: spec.ports[1].port: TCP 1 is a's; take another port
            """)
    @Proves({"R1", "U3"})
    void soIsWhatIsBesideExitsAndRouting(String field, String finding) {
        VpnGateway gateway = Samples.gateway("exits: [" + EXIT + "]\nrouting: {overlay: {}}\n" + field + "\n");
        assertThat(Validation.of(gateway, known(List.of(gateway), List.of())))
                .extracting(Finding::toString)
                .containsExactly(finding);
    }

    @Test
    @Proves({"N7"})
    void theOlderGatewayKeepsItsVxlanAndItsNetwork() {
        VpnGateway old = aged("vpn", "old", "2026-01-01T00:00:00Z", "routing: {network: {subnet: 192.168.24.0/22}}");
        VpnGateway young =
                aged("vpn", "young", "2026-01-02T00:00:00Z", "routing: {network: {subnet: 192.168.26.0/23}}");
        Known known = known(List.of(young, old), List.of());
        assertThat(Validation.of(old, known)).isEmpty();
        assertThat(Validation.of(young, known))
                .extracting(Finding::toString)
                .containsExactly(
                        "NetworkOverlap: spec.routing.network.subnet: 192.168.26.0/23 overlaps the network of gateway vpn/old"
                                + " (192.168.24.0/22); take a free one, 192.168.254.0/23",
                        "VxlanIdTaken: spec.routing.network.vxlanId: VXLAN 1000 is gateway vpn/old's; take a free one, 1001");
    }

    @Test
    void theOlderGatewayKeepsItsPodsNames() {
        String routing =
                "exits: [{name: %s, wireguard: {secretRef: {name: wg}}}]\nrouting: {network: {subnet: %s, vxlanId: %d}}\n";
        VpnGateway old = Samples.gateway("vpn", "vpn", routing.formatted("us-east", "192.168.24.0/22", 1000));
        VpnGateway young = Samples.gateway("vpn", "vpn-us", routing.formatted("east", "192.168.28.0/22", 1001));
        VpnGateway elsewhere = Samples.gateway("other", "vpn-us", routing.formatted("east", "192.168.32.0/22", 1002));
        VpnGateway router = Samples.gateway("vpn", "vpn-router", routing.formatted("2", "192.168.36.0/22", 1003));
        old.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
        List.of(young, elsewhere, router)
                .forEach(later -> later.getMetadata().setCreationTimestamp("2026-01-02T00:00:00Z"));
        Known known = known(List.of(young, elsewhere, router, old), List.of());
        assertThat(Validation.of(old, known)).isEmpty();
        assertThat(Validation.of(elsewhere, known)).isEmpty();
        assertThat(Validation.of(young, known))
                .extracting(Finding::toString)
                .containsExactly(
                        "PodNameTaken: spec.exits[0].name: its pod would be called vpn-us-east-0, as one of gateway vpn/vpn is;"
                                + " take another name for the exit or the gateway");
        assertThat(Validation.of(router, known)).hasSize(1);
    }

    @Test
    void aSecretThatIsNotThereIsWaitedFor() {
        VpnGateway gateway = Samples.overlay();
        Known known = withSecrets(known(List.of(gateway), List.of()), "wg-swiss", Set.of("wg.conf"));
        assertThat(Validation.of(gateway, known))
                .extracting(Finding::toString)
                .containsExactly(
                        "SecretNotFound: spec.exits[0].wireguard.secretRef.name: there is no Secret vpn/wg-sweden; create it",
                        "SecretNotFound: spec.exits[1].wireguard.secretRef.key: Secret vpn/wg-swiss has no key swiss.conf;"
                                + " name the key that holds the provider's file, or add it");
        assertThat(Validation.of(gateway, known))
                .allMatch(finding -> finding.reason().waits());
    }

    @Test
    @Proves({"R12"})
    void aNamespaceThatIsNotAllowedIsToldWhomToAsk() {
        VpnClient stranger = Samples.client("games", "c", """
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: Deployment, name: c}
                """);
        assertThat(Validation.of(stranger, known(List.of(Samples.overlay()), List.of(stranger))))
                .extracting(Finding::toString)
                .containsExactly(
                        "NamespaceNotAllowed: spec.gateway: VpnGateway vpn/downloads does not let namespace games in;"
                                + " ask its owner to add it to spec.clients.namespaces");
    }

    @Test
    void aClientMayComeBeforeItsGateway() {
        VpnClient client = Samples.client();
        assertThat(Validation.of(client, known(List.of(), List.of(client))))
                .extracting(Finding::toString)
                .containsExactly(
                        "GatewayNotFound: spec.gateway: there is no VpnGateway vpn/downloads; create it; until then nothing leaves");
    }

    @Test
    @Proves({"I6"})
    void aPortIsTheOlderClients() {
        VpnGateway gateway = Samples.gateway("exits: [" + EXIT + """
                ]
                routing: {overlay: {}}
                ports: [{name: torrent, port: 51413}]
                clients: {namespaces: ["*"]}
                """);
        VpnClient first = claiming("a", "2026-01-01T00:00:00Z");
        VpnClient second = claiming("b", "2026-01-02T00:00:00Z");
        Known known = known(List.of(gateway), List.of(second, first));
        assertThat(Validation.of(first, known)).isEmpty();
        assertThat(Validation.of(second, known))
                .extracting(Finding::toString)
                .containsExactly(
                        "PortTaken: spec.ports[0]: port torrent is VpnClient media/a's; take another, or release it there");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {port: web, configMap: {name: ports, key: one}}           | configMap   | ConfigMap ports, key one
            {port: web, deluge: {url: 'http://deluge.media:8112'}}    | deluge      | deluge at http://deluge.media:8112
            """)
    @Proves("I9")
    void whoKeepsOneNumberIsToldByTheOlderClient(String announcement, String word, String name) {
        VpnGateway gateway = withTwoPorts();
        VpnClient first = announcing("media", "first", "2026-01-01T00:00:00Z", "web", announcement);
        VpnClient second =
                announcing("media", "second", "2026-01-02T00:00:00Z", "other", announcement.replace("web", "other"));
        Known known = known(List.of(gateway), List.of(second, first));
        assertThat(Validation.of(first, known)).isEmpty();
        assertThat(Validation.of(second, known))
                .extracting(Finding::toString)
                .containsExactly("RecipientTaken: spec.announce[0]." + word + ": " + name
                        + ", is told its port by VpnClient media/first; name another one, or take it out there");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            media   | {port: other, configMap: {name: ports, key: two}}
            media   | {port: other, configMap: {name: others, key: one}}
            podcast | {port: other, configMap: {name: ports, key: one}}
            podcast | {port: other, deluge: {url: 'http://deluge.media:8112'}}
            media   | {port: other, deluge: {}}
            media   | {port: other, qbittorrent: {url: 'http://deluge.media:8112'}}
            media   | {port: other, annotation: {key: port}}
            media   | {port: other, http: {url: 'http://hook'}}
            """)
    void whoeverIsSomebodyElseIsTold(String namespace, String announcement) {
        VpnGateway gateway = withTwoPorts();
        VpnClient first = announcing("media", "first", "2026-01-01T00:00:00Z", "web", """
                {port: web, configMap: {name: ports, key: one}}, {port: web, deluge: {url: 'http://deluge.media:8112'}},
                {port: web, annotation: {key: port}}, {port: web, http: {url: 'http://hook'}}""");
        VpnClient second = announcing(namespace, "second", "2026-01-02T00:00:00Z", "other", announcement);
        assertThat(Validation.of(second, known(List.of(gateway), List.of(second, first))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: 1, target: 2 | {port: other, configMap: {name: a, key: b}}              | InvalidSpec: spec.announce[0].port: other is not claimed by this VpnClient; add it to spec.ports
            port: 1, target: 2 | {port: torrent}                                          | InvalidSpec: spec.announce[0]: nobody is told; give exactly one of qbittorrent, transmission, deluge, configMap, annotation and http
            port: 1, target: 2 | {port: torrent, deluge: {}}                              | InvalidSpec: spec.announce[0].deluge: deluge would listen at the port that remotes see, and what comes is led to 2; leave target out of the gateway's port torrent
            from: provider, target: 2 | {port: torrent, qbittorrent: {}}                  | InvalidSpec: spec.announce[0].qbittorrent: qbittorrent would listen at the port that remotes see, and what comes is led to 2; leave target out of the gateway's port torrent
            port: 1, target: 2 | {port: torrent, configMap: {name: culvert-app, key: b}}  | InvalidSpec: spec.announce[0].configMap.name: culvert-app may be Culvert's own; take another name
            port: 1, target: 2 | {port: torrent, annotation: {key: culvert.dev/attachment}} | InvalidSpec: spec.announce[0].annotation.key: culvert.dev/attachment is Culvert's own; take another name
            """)
    @Proves({"R1", "U3"})
    void whoCannotBeToldAPortIsRefused(String port, String announcement, String finding) {
        VpnGateway gateway = Samples.gateway("""
                exits: [{name: swiss, gluetun: {provider: protonvpn, secretRef: {name: proton}}}]
                routing: {overlay: {}}
                ports: [{name: torrent, %s}]
                clients: {namespaces: [media]}
                """.formatted(port));
        VpnClient client = Samples.client("""
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: StatefulSet, name: qbittorrent}
                ports: [torrent]
                announce: [%s]
                """.formatted(announcement));
        assertThat(Validation.of(client, known(List.of(gateway), List.of(client))))
                .extracting(Finding::toString)
                .containsExactly(finding);
    }

    @ParameterizedTest
    @CsvSource({
        "downloads-swiss-settings, true",
        "downloads-router-1-settings, true",
        "downloads-settings, false",
        "settings, false",
        "culvert, true",
        "culvert.former-app, true",
        "culverts, false",
    })
    @Proves("R1")
    void settingsOfOursAreNoPlaceForAPort(String configMap, boolean refused) {
        VpnGateway gateway = Samples.gateway("""
                exits: [%s]
                routing: {overlay: {}}
                ports: [{name: torrent, port: 1}]
                """.formatted(EXIT));
        VpnClient client = Samples.client("vpn", "app", """
                gateway: {name: downloads}
                podSelector: {app: x}
                ports: [torrent]
                announce: [{port: torrent, configMap: {name: %s, key: gateway.json}}]
                """.formatted(configMap));
        assertThat(Validation.of(client, known(List.of(gateway), List.of(client))))
                .hasSize(refused ? 1 : 0)
                .allSatisfy(finding -> assertThat(finding.field()).isEqualTo("spec.announce[0].configMap.name"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            configMap: {name: ports, key: port} | configMap: {name: ports, key: port}                        | configMap
            configMap: {name: ports, key: port} | configMap: {name: ports, key: other}                       |
            annotation: {key: example.org/port} | annotation: {key: example.org/port}                        | annotation
            qbittorrent: {url: "http://a:1"}    | qbittorrent: {url: "http://a:1", secretRef: {name: login}} | qbittorrent
            qbittorrent: {}                     | qbittorrent: {url: "http://a:1"}                           |
            http: {url: "http://a:1"}           | http: {url: "http://a:1"}                                  |
            """)
    @Proves({"R1", "U3"})
    void whoKeepsOneNumberIsToldOnePort(String first, String second, @Nullable String refused) {
        VpnClient client = Samples.client("""
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: StatefulSet, name: qbittorrent}
                ports: [torrent, web]
                announce: [{port: torrent, %s}, {port: web, %s}]
                """.formatted(first, second));
        VpnGateway gateway = Samples.gateway("""
                exits: [{name: swiss, gluetun: {provider: protonvpn, secretRef: {name: proton}}}]
                routing: {overlay: {}}
                ports: [{name: torrent, port: 1}, {name: web, port: 2}]
                clients: {namespaces: [media]}
                """);
        assertThat(Validation.of(client, known(List.of(gateway), List.of(client))))
                .extracting(Finding::toString)
                .isEqualTo(
                        refused == null
                                ? List.of()
                                : List.of("InvalidSpec: spec.announce[1]." + refused
                                        + ": it is told the port torrent already, by spec.announce[0]; name another one, or"
                                        + " take one of the two out"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qbittorrent: {}", "http: {url: \"http://a:1\"}", "configMap: {name: ports, key: port}"})
    @Proves({"R1", "U3"})
    void whoIsToldAPortIsNamedOnceForIt(String recipient) {
        VpnClient client = Samples.client("""
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: StatefulSet, name: qbittorrent}
                ports: [torrent]
                announce: [{port: torrent, %s}, {port: torrent, %s}]
                """.formatted(recipient, recipient));
        VpnGateway gateway = Samples.gateway("""
                exits: [{name: swiss, gluetun: {provider: protonvpn, secretRef: {name: proton}}}]
                routing: {overlay: {}}
                ports: [{name: torrent, port: 1}]
                clients: {namespaces: [media]}
                """);
        assertThat(Validation.of(client, known(List.of(gateway), List.of(client))))
                .extracting(Finding::toString)
                .containsExactly("InvalidSpec: spec.announce[1]." + recipient.substring(0, recipient.indexOf(':'))
                        + ": it is told the port torrent already, by spec.announce[0]; take it out");
    }

    @Test
    void aWorkloadHasOneClient() {
        VpnClient first = Samples.client("media", "a", """
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: Deployment, name: app}
                """);
        VpnClient second = Samples.client("media", "b", """
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: Deployment, name: app}
                """);
        Known known = known(List.of(Samples.overlay()), List.of(first, second));
        assertThat(Validation.of(first, known)).isEmpty();
        assertThat(Validation.of(second, known))
                .extracting(Finding::toString)
                .containsExactly(
                        "WorkloadNotSuited: spec.workload: Deployment app is VpnClient media/a's; delete one of the two");
    }

    @Test
    void aWorkloadIsOneClientsWhicheverTheirGateways() {
        VpnClient first = Samples.client("media", "a", """
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: Deployment, name: app}
                """);
        VpnClient second = Samples.client("media", "b", """
                gateway: {name: others, namespace: vpn}
                workload: {kind: Deployment, name: app}
                """);
        VpnGateway others = Samples.gateway("vpn", "others", """
                exits: [{name: a, wireguard: {secretRef: {name: a}}}]
                routing: {overlay: {vxlanId: 99}}
                clients: {namespaces: [media]}
                """);
        Known known = known(List.of(Samples.overlay(), others), List.of(first, second));
        assertThat(Validation.of(second, known))
                .extracting(Finding::toString)
                .containsExactly(
                        "WorkloadNotSuited: spec.workload: Deployment app is VpnClient media/a's; delete one of the two");
    }

    @ParameterizedTest
    @CsvSource({
        "10.10.20.7, ''",
        "172.20.0.9, 'InvalidSpec: spec.address: 172.20.0.9 is not in 10.10.20.0/24; take an address of it'",
        "10.10.20.1, 'InvalidSpec: spec.address: 10.10.20.1 is the gateway''s, of exit office; take another one'",
        "10.10.20.8, 'InvalidSpec: spec.address: 10.10.20.8 is VpnClient media/a''s; take another one'",
    })
    void aFixedAddressIsOnePodsAndNobodyElses(String address, String said) {
        VpnGateway gateway = Samples.uplink();
        VpnClient first = Samples.client("media", "a", clientAt("10.10.20.8"));
        VpnClient second = Samples.client("media", "b", clientAt(address));
        assertThat(Validation.of(second, known(List.of(gateway), List.of(first, second))).stream()
                        .filter(finding -> finding.toString().contains("spec.address"))
                        .map(Finding::toString)
                        .findFirst()
                        .orElse(""))
                .isEqualTo(said);
    }

    /** The younger of the two is told: it is who came into the other's way. */
    @Test
    @Proves({"R1", "U3"})
    void aFixedAddressIsNoneThatAnotherPodMayBeGiven() {
        VpnGateway gateway = Samples.uplink();
        VpnClient fixed = Samples.client("media", "a", clientAt("10.10.20.50"));
        VpnClient given = Samples.client("media", "b", """
                gateway: {name: downloads, namespace: vpn}
                podSelector: {app: y}
                """);
        VpnClient later = Samples.client("media", "c", clientAt("10.10.20.51"));
        VpnClient outside = Samples.client("media", "d", clientAt("10.10.20.9"));
        Known known = known(List.of(gateway), List.of(fixed, given, later, outside));
        assertThat(Validation.of(fixed, known)).isEmpty();
        assertThat(Validation.of(given, known))
                .extracting(Finding::toString)
                .containsExactly(
                        "InvalidSpec: spec.gateway: pods are given 10.10.20.10 to 10.10.20.254, and 10.10.20.50"
                                + " is VpnClient media/a's; narrow rangeStart and rangeEnd of the VpnGateway, or give a spec.address");
        assertThat(Validation.of(later, known))
                .extracting(Finding::toString)
                .containsExactly("InvalidSpec: spec.address: 10.10.20.51 may be given to a pod of VpnClient media/b, as"
                        + " 10.10.20.10 to 10.10.20.254 are; take another one, or narrow rangeStart and rangeEnd of the"
                        + " VpnGateway");
        assertThat(Validation.of(outside, known)).isEmpty();
    }

    @Test
    @Proves({"R1", "U3"})
    void aFixedAddressIsOnePodsAtATime() {
        VpnClient fixed = Samples.client("media", "a", clientAt("10.10.20.8"));
        Deployment rolling = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a, namespace: media}
                spec: {replicas: 3, template: {spec: {containers: []}}}
                """, Deployment.class);
        assertThat(Validation.of(rolling, fixed, Samples.uplink(), CLUSTER))
                .extracting(Finding::toString)
                .containsExactly(
                        "WorkloadNotSuited: spec.workload: it has 3 pods, spec.address is one; take one replica, or no"
                                + " spec.address",
                        "WorkloadNotSuited: spec.workload: a rollout of the Deployment would run two pods with one address;"
                                + " set strategy.type: Recreate");
    }

    @Test
    @Proves({"R1", "U3"})
    void aNameThatIsNoServicesOrNoLabelsIsRefused() {
        String spec = "exits: [%s]\nrouting: {%s: {%s}}\n";
        for (String name : List.of("4k", "a.b")) {
            assertThat(Validation.of(
                            Samples.gateway("vpn", name, spec.formatted(EXIT, "overlay", "")),
                            known(List.of(), List.of())))
                    .extracting(Finding::toString)
                    .containsExactly("InvalidSpec: metadata.name: " + name
                            + " is no name of a Service, which its pods have; take letters, digits and hyphens, a letter"
                            + " first (RFC 1035)");
            assertThat(Validation.of(
                            Samples.gateway("vpn", name, spec.formatted(EXIT, "sidecar", "")),
                            known(List.of(), List.of())))
                    .isEmpty();
        }
        VpnClient client = Samples.client("media", "c".repeat(64), """
                gateway: {name: downloads, namespace: vpn}
                podSelector: {app: x}
                """);
        assertThat(Validation.of(client, known(List.of(Samples.overlay()), List.of(client))))
                .extracting(Finding::toString)
                .containsExactly(
                        "InvalidSpec: metadata.name: it has 64 characters, a label's value 63 at most; take a shorter"
                                + " name");
    }

    @Test
    void theYoungerThatWantTheSameAreRivalsAndNobodyElse() {
        VpnClient first = Samples.client("media", "a", """
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: Deployment, name: app}
                ports: [torrent]
                announce: [{port: torrent, configMap: {name: ports, key: torrent}}]
                """);
        VpnClient port = rival("b", "ports: [torrent]");
        VpnClient nothing = rival("c", "ports: [web]");
        VpnClient recipient =
                rival("d", "ports: [web]\nannounce: [{port: web, configMap: {name: ports, key: torrent}}]");
        VpnClient workload = Samples.client("media", "e", """
                gateway: {name: elsewhere}
                workload: {kind: Deployment, name: app}
                """);
        List<VpnClient> all = List.of(first, port, nothing, recipient, workload);
        assertThat(Rivals.youngerThan(first, known(List.of(Samples.overlay()), all)))
                .containsExactlyInAnyOrder(workload, recipient, port);
        assertThat(Rivals.youngerThan(workload, known(List.of(Samples.overlay()), all)))
                .as("the older have nothing to lose")
                .isEmpty();
        assertThat(Rivals.youngerThan(nothing, known(List.of(Samples.sidecar()), all)))
                .as("one tunnel")
                .containsExactly(recipient);
    }

    @Test
    void theYoungerThatWantItsNamesAreAGatewaysRivals() {
        VpnGateway first = named("a", "exits.example.org, other.example.org");
        VpnGateway second = named("b", "exits.example.org");
        VpnGateway third = named("c", "third.example.org");
        Known known = known(List.of(third, second, first, Samples.overlay()), List.of());
        assertThat(Rivals.youngerThan(first, known)).containsExactly(second);
        assertThat(Rivals.youngerThan(second, known))
                .as("the older have nothing to lose")
                .isEmpty();
        assertThat(Rivals.youngerThan(Samples.overlay(), known)).isEmpty();
    }

    private static VpnGateway named(String name, String names) {
        return Samples.gateway("vpn", name, """
                exits: [%s]
                routing: {overlay: {}}
                dynamicDns: {names: [%s], externalDns: {}}
                """.formatted(EXIT, names));
    }

    private static VpnClient rival(String name, String more) {
        return Samples.client("media", name, """
                gateway: {name: downloads, namespace: vpn}
                podSelector: {app: %s}
                %s
                """.formatted(name, more));
    }

    private static String clientAt(String address) {
        return """
                gateway: {name: downloads, namespace: vpn}
                podSelector: {app: x}
                address: %s
                """.formatted(address);
    }

    @Test
    void aSidecarsKeyIsNeverUsedTwice() {
        VpnGateway gateway = Samples.sidecar();
        Deployment rolling = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: a, namespace: media}
                spec: {replicas: 2, template: {spec: {containers: []}}}
                """, Deployment.class);
        assertThat(Validation.of(rolling, Samples.client(), gateway, CLUSTER))
                .extracting(Finding::problem)
                .containsExactly(
                        "it has 2 pods, the tunnel of routing sidecar one key",
                        "a rollout of the Deployment would run two pods with one key");
        StatefulSet single = Samples.workload();
        assertThat(Validation.of(single, Samples.client(), gateway, CLUSTER)).isEmpty();
        single.getSpec().getTemplate().getSpec().setHostNetwork(true);
        assertThat(Validation.of(single, Samples.client(), Samples.overlay(), CLUSTER))
                .extracting(Finding::reason)
                .containsExactly(Reason.WorkloadNotSuited);
    }

    @Test
    void whereTheApplicationListensTheAgentTellsItsStatusElsewhere() {
        StatefulSet workload = Samples.workload();
        var container =
                workload.getSpec().getTemplate().getSpec().getContainers().getFirst();
        container.setPorts(
                List.of(new ContainerPortBuilder().withContainerPort(19_317).build()));
        assertThat(Validation.of(workload, Samples.client(), Samples.sidecar(), CLUSTER))
                .extracting(Finding::toString)
                .containsExactly(
                        "WorkloadNotSuited: spec.workload: its container app listens at 19317, where the agent in the"
                                + " pod tells its status; set spec.routing.sidecar.statusPort of the VpnGateway to a port that is free");
        assertThat(Validation.of(
                        workload,
                        Samples.client(),
                        Samples.gateway("exits: [" + EXIT + "]\nrouting: {sidecar: {statusPort: 9317}}\n"),
                        CLUSTER))
                .isEmpty();
        container.getPorts().getFirst().setProtocol("UDP");
        assertThat(Validation.of(workload, Samples.client(), Samples.sidecar(), CLUSTER))
                .isEmpty();
    }

    @Test
    void aJobWithTheTunnelInItsPodEndsOnlyWhereSidecarsAreKnown() {
        Job job = Serialization.unmarshal("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: fetch, namespace: media}
                spec: {template: {spec: {containers: [{name: fetch, image: x}], restartPolicy: Never}}}
                """, Job.class);
        assertThat(Validation.of(job, Samples.client(), Samples.sidecar(), CLUSTER))
                .isEmpty();
        assertThat(Validation.of(job, Samples.client(), Samples.overlay(), Samples.facts("version: '1.28'")))
                .isEmpty();
        assertThat(Validation.of(job, Samples.client(), Samples.sidecar(), Samples.facts("version: '1.28'")))
                .extracting(Finding::toString)
                .containsExactly(
                        "WorkloadNotSuited: spec.workload: before Kubernetes 1.29 a Job with the tunnel in its pod never ends; take routing overlay");
    }

    @Test
    void aSidecarsPortMayBeGivenAndTold() {
        VpnGateway gateway = Samples.gateway("""
                exits: [{name: swiss, gluetun: {provider: protonvpn, secretRef: {name: proton}}}]
                routing: {sidecar: {}}
                ports: [{name: torrent, from: provider}]
                dynamicDns: {names: [exits.example.org], externalDns: {}}
                clients: {namespaces: [media]}
                """);
        VpnClient client = Samples.client("""
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: StatefulSet, name: qbittorrent}
                ports: [torrent]
                announce: [{port: torrent, qbittorrent: {}}]
                """);
        Known known = known(List.of(gateway), List.of(client));
        assertThat(Validation.of(gateway, known)).isEmpty();
        assertThat(Validation.of(client, known)).isEmpty();
    }

    private static VpnClient claiming(String name, String created) {
        VpnClient client = Samples.client("media", name, """
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: Deployment, name: %s}
                ports: [torrent]
                """.formatted(name));
        client.getMetadata().setCreationTimestamp(created);
        return client;
    }

    private static VpnGateway withTwoPorts() {
        return Samples.gateway("exits: [" + EXIT + """
                ]
                routing: {overlay: {}}
                ports: [{name: web, port: 51413}, {name: other, port: 51414}]
                clients: {namespaces: ["*"]}
                """);
    }

    private static VpnClient announcing(
            String namespace, String name, String created, String port, String announcements) {
        VpnClient client = Samples.client(namespace, name, """
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: Deployment, name: %s}
                ports: [%s]
                announce: [%s]
                """.formatted(name, port, announcements.replace("\n", " ")));
        client.getMetadata().setCreationTimestamp(created);
        return client;
    }

    private static VpnGateway aged(String namespace, String name, String created, String routing) {
        VpnGateway gateway = Samples.gateway(namespace, name, "exits: [" + EXIT + "]\n" + routing + "\n");
        gateway.getMetadata().setCreationTimestamp(created);
        return gateway;
    }

    private static Known known(List<VpnGateway> gateways, List<VpnClient> clients) {
        return Known.of(CLUSTER, gateways, clients);
    }

    private static Known withSecrets(Known known, String name, Set<String> keys) {
        return new Known() {
            @Override
            public ClusterFacts cluster() {
                return known.cluster();
            }

            @Override
            public Stream<VpnGateway> gateways() {
                return known.gateways();
            }

            @Override
            public Optional<VpnGateway> gateway(String namespace, String gateway) {
                return known.gateway(namespace, gateway);
            }

            @Override
            public Stream<VpnClient> clientsOf(String namespace, String gateway) {
                return known.clientsOf(namespace, gateway);
            }

            @Override
            public Stream<VpnClient> clientsWith(String namespace, VpnClientSpec.Workload workload) {
                return known.clientsWith(namespace, workload);
            }

            @Override
            public Stream<VpnClient> clientsTelling(Announced whom) {
                return known.clientsTelling(whom);
            }

            @Override
            public SecretKeys secret(String namespace, String secret) {
                return secret.equals(name) ? new SecretKeys.Present(keys, "1") : new SecretKeys.Missing();
            }
        };
    }
}
