package dev.culvert.manifest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.Place;
import dev.culvert.manifest.lint.tree.Yaml;
import dev.culvert.proofs.Proves;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LintAcrossFilesTest {
    private static final String NETWORK = """
            apiVersion: k8s.cni.cncf.io/v1
            kind: NetworkAttachmentDefinition
            metadata: {name: client, namespace: vpn}
            spec:
              config: '{
                  "cniVersion": "1.0.0", "type": "bridge", "bridge": "br-vpn",
                  "ipam": {"type": "whereabouts", "range": "192.168.24.0/30", "routes": [{"dst": "0.0.0.0/0"}]}
                }'
            """;

    private static final String CLIENTS = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: torrent, namespace: media}
            spec:
              replicas: 2
              template:
                metadata:
                  labels: {app: torrent}
                  annotations: {k8s.v1.cni.cncf.io/networks: vpn/client}
                spec:
                  containers: [{name: app, image: "example.org/torrent:1.0"}]
            """;

    private static final String POLICY = """
            apiVersion: v1
            kind: List
            items:
              - apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: lock, namespace: media}
                spec: {podSelector: {}, policyTypes: [Egress]}
            """;

    private static List<Finding> look(String... texts) {
        List<Node> documents = Stream.iterate(0, i -> i < texts.length, i -> i + 1)
                .flatMap(i -> Yaml.read("file" + i + ".yaml", texts[i]).stream())
                .toList();
        return Lint.look(documents, Facts.NONE);
    }

    @Proves("U7")
    @Test
    void aClientsWorkloadIsJudgedByTheGatewayOfAnotherFile() {
        String gateway = """
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: vpn, namespace: media}
                spec:
                  exits: [{name: sweden, wireguard: {secretRef: {name: sweden}}}]
                  clients: {namespaces: [media]}
                  routing: {sidecar: {}}
                """;
        String client = """
                apiVersion: culvert.dev/v1alpha1
                kind: VpnClient
                metadata: {name: torrent, namespace: media}
                spec:
                  gateway: {name: vpn}
                  workload: {kind: StatefulSet, name: torrent}
                """;
        String workload = """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: torrent, namespace: media}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: torrent}}
                  template:
                    metadata: {labels: {app: torrent}}
                    spec:
                      containers: [{name: app, image: "example.org/torrent:1.0"}]
                """;

        assertThat(look(gateway, client, workload)).singleElement().satisfies(finding -> {
            assertThat(finding.rule().code()).isEqualTo("CV045");
            assertThat(finding.place().toString()).startsWith("file1.yaml:6");
            assertThat(finding.message()).contains("it has 2 pods, the tunnel of routing sidecar one key");
        });
        assertThat(look(gateway, client, workload.replace("replicas: 2", "replicas: 1")))
                .isEmpty();
    }

    @Proves("U7")
    @Test
    void aGatewayOfWhichNothingIsSaidIsRefused() {
        String empty = """
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: vpn, namespace: media}
                """;

        assertThat(look(empty))
                .extracting(finding -> finding.rule().code())
                .containsOnly("CV045")
                .isNotEmpty();
        assertThat(look(empty + "spec: none\n"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("must be a mapping"));
    }

    @Proves("U7")
    @Test
    void aPodIsJudgedByTheNetworkOfAnotherFile() {
        assertThat(look(CLIENTS)).isEmpty();
        assertThat(look(NETWORK, CLIENTS)).singleElement().satisfies(finding -> {
            assertThat(finding.rule().code()).isEqualTo("CV005");
            assertThat(finding.place().file()).isEqualTo("file1.yaml");
        });
    }

    @Proves("U7")
    @Test
    void aPolicyOfAThirdFileIsALock() {
        assertThat(look(NETWORK, CLIENTS, POLICY)).isEmpty();
    }

    @Proves("U7")
    @Test
    void workloadsOfSeveralFilesShareAPool() {
        assertThat(look(NETWORK, CLIENTS, CLIENTS.replace("torrent", "news"), POLICY))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule().code()).isEqualTo("CV023");
                    assertThat(finding.message()).isEqualTo("room for 2 pods, and up to 4 want an address at once");
                    assertThat(finding.place()).isEqualTo(new Place("file0.yaml", 7, 48, "spec.config.ipam.range"));
                });
    }

    @Proves("U7")
    @Test
    void valuesOfSecretsAreNeverShown() {
        String secret = """
                apiVersion: v1
                kind: Secret
                metadata: {name: gluetun}
                data:
                  VPN_SERVICE_PROVIDER: Y3VzdG9t
                  VPN_TYPE: d2lyZWd1YXJk
                  WIREGUARD_ADDRESSES: c2VjcmV0LWFkZHJlc3M=
                  WIREGUARD_ENDPOINT_IP: c2VjcmV0LWVuZHBvaW50
                  VPN_INTERFACE: c2VjcmV0LWludGVyZmFjZQ==
                  FIREWALL_INPUT_PORTS: c2VjcmV0LXBvcnQ=
                stringData:
                  DNS_ADDRESS: 10.9.8.7
                  FIREWALL_OUTBOUND_SUBNETS: 203.0.113.0/24
                  HTTP_CONTROL_SERVER_ADDRESS: ":8765"
                  config.toml: |
                    [[roles]]
                    auth = "none"
                    routes = ["PUT /v1/secret-route", "PUT /v1/vpn/status"]
                    secret-key = "x"
                  post-rules.txt: |
                    # a rule that is ignored, one that is open
                     iptables -A FORWARD -j ACCEPT -m comment --comment secret-comment
                    iptables -A OUTPUT -p tcp --dport 443 -j ACCEPT -m comment --comment secret-comment
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: proxy}
                spec:
                  containers:
                    - name: gluetun
                      image: qmcgaw/gluetun:v3.41.3
                      envFrom: [{secretRef: {name: gluetun}}]
                """;
        List<Finding> findings = look(secret);
        assertThat(findings)
                .extracting(finding -> finding.rule().code())
                .contains(
                        "CV008", "CV009", "CV014", "CV018", "CV019", "CV026", "CV032", "CV034", "CV039", "CV042",
                        "CV044");
        assertThat(findings)
                .allSatisfy(finding -> assertThat(finding.message())
                        .doesNotContain("secret-", "c2Vj", "10.9.8.7", "203.0.113", "8765"));
    }
}
