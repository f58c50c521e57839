package dev.culvert.manifest.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.agent.settings.ClientSettings;
import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Samples;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.ClientDefinition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientObjectsTest {
    @Test
    void policiesComeBeforeWhatTheyGuard() {
        assertThat(objects(Samples.overlay(), ClusterFacts.DEFAULTS, false))
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getName())
                .containsExactly(
                        "NetworkPolicy culvert-vpn-only",
                        "NetworkPolicy culvert-qbittorrent-egress",
                        "NetworkPolicy culvert-qbittorrent-ingress",
                        "ConfigMap culvert-qbittorrent");
        assertThat(objects(Samples.network(), ClusterFacts.DEFAULTS, false))
                .extracting(HasMetadata::getKind)
                .containsExactly("NetworkPolicy", "NetworkPolicy", "NetworkAttachmentDefinition");
    }

    @Test
    void thePolicySelectsPodsThatRunAlready() {
        assertThat(Json.text(policy(Samples.overlay(), ClusterFacts.DEFAULTS, 1)
                        .getSpec()
                        .getPodSelector()))
                .isEqualTo("{\"matchLabels\":{\"app\":\"qbittorrent\"}}");
    }

    @Test
    void localIsTheClusterItsHelpersAndWhatTheGatewaysOwnerNamed() {
        ClusterFacts cluster = Samples.facts("""
                podNetworks: [10.1.0.0/16, "fd00:1::/56"]
                serviceNetworks: [10.2.0.0/16]
                nodes: [192.0.2.7]
                apiServers: [192.0.2.8]
                dns: {addresses: [10.2.0.10], nodeLocal: 169.254.20.10}
                """);
        assertThat(policy(Samples.overlay(), cluster, 1)
                        .getSpec()
                        .getEgress()
                        .getFirst()
                        .getTo())
                .filteredOn(peer -> peer.getIpBlock() != null)
                .extracting(peer -> peer.getIpBlock().getCidr())
                .containsExactly(
                        "10.1.0.0/16",
                        "10.2.0.0/16",
                        "169.254.7.127/32",
                        "169.254.20.10/32",
                        "192.0.2.7/32",
                        "192.0.2.8/32",
                        "192.168.1.0/24",
                        "fd00:1::/56");
    }

    @Test
    void onlyASidecarsPodReachesTheInternetByThePolicyAndItsLockKnowsWhere() {
        assertThat(internet(Samples.sidecar())).isTrue();
        assertThat(internet(Samples.overlay())).isFalse();
        assertThat(internet(Samples.network())).isFalse();
    }

    @Test
    void aClientThatCannotBeServedIsClosed() {
        assertThat(ClientObjects.closed(
                        Samples.client(), ClusterFacts.DEFAULTS, Workloads.selector(Samples.workload()), List.of()))
                .filteredOn(object -> object.getMetadata().getName().endsWith("-egress"))
                .singleElement()
                .satisfies(policy ->
                        assertThat(lettingFramesOut((NetworkPolicy) policy)).isEmpty());
        assertThat(lettingFramesOut(policy(Samples.overlay(), ClusterFacts.DEFAULTS, 0)))
                .as("policies add up: that of the pods' own label must not open what another closes")
                .isEmpty();
        assertThat(lettingFramesOut(policy(Samples.overlay(), ClusterFacts.DEFAULTS, 1)))
                .isNotEmpty();
    }

    @Test
    void beforePortRangesAClosedClientReachesNothingByUdpThatMayBeAGateway() {
        ClusterFacts old = Samples.facts("version: \"1.20\"");
        assertThat(ClientObjects.vpnOnly("media", old))
                .satisfies(policy ->
                        assertThat(lettingFramesOut((NetworkPolicy) policy)).isEmpty())
                .asString()
                .contains("cidr=10.96.0.0/12");
    }

    /** The rules by which an overlay frame may get to a gateway: by a pod's labels, or by its address. */
    private static List<NetworkPolicyEgressRule> lettingFramesOut(NetworkPolicy policy) {
        return policy.getSpec().getEgress().stream()
                .filter(rule ->
                        rule.getPorts().isEmpty() || rule.getPorts().stream().anyMatch(ClientObjectsTest::isFrames))
                .filter(rule -> rule.getTo().stream().anyMatch(ClientObjectsTest::mayBeAGateway))
                .toList();
    }

    private static boolean isFrames(NetworkPolicyPort port) {
        if (!"UDP".equals(port.getProtocol())) {
            return false;
        }
        int first = port.getPort() == null ? 0 : port.getPort().getIntVal();
        int last = port.getEndPort() != null ? port.getEndPort() : first == 0 ? 65535 : first;
        return first <= 4789 && 4789 <= last;
    }

    private static boolean mayBeAGateway(NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null) {
            return peer.getIpBlock().getCidr().equals("10.244.0.0/16");
        }
        return peer.getPodSelector() == null
                || peer.getPodSelector().getMatchExpressions().stream()
                        .noneMatch(expression -> expression.getOperator().equals("DoesNotExist")
                                && expression.getKey().equals("culvert.dev/gateway"));
    }

    @Test
    void anOverlayClientThatCannotBeServedStartsWithoutAGateway() {
        List<HasMetadata> before = ClientObjects.of(
                Samples.client(),
                Samples.overlay(),
                ClusterFacts.DEFAULTS,
                Observed.of(Map.of("sweden", "10.244.0.9"), List.of(), Map.of(), List.of(), Map.of()),
                Workloads.selector(Samples.workload()),
                false);
        List<HasMetadata> closed = ClientObjects.closed(
                Samples.client(), ClusterFacts.DEFAULTS, Workloads.selector(Samples.workload()), before);
        assertThat(overlay(before).gateways()).containsExactly("10.244.0.9");
        assertThat(overlay(closed).gateways()).isEmpty();
        assertThat(overlay(closed))
                .usingRecursiveComparison()
                .ignoringFields("gateways")
                .isEqualTo(overlay(before));
    }

    @Test
    void aFormerWorkloadIsClosedBesideTodays() {
        List<HasMetadata> present = objects(Samples.sidecar(), ClusterFacts.DEFAULTS, false);
        List<HasMetadata> former =
                ClientObjects.former(Samples.client(), ClusterFacts.DEFAULTS, List.of(Samples.workload()), present);
        assertThat(former)
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getName())
                .satisfiesExactly(
                        attached -> assertThat(attached).isEqualTo("NetworkPolicy culvert.former-qbittorrent"),
                        ofBefore -> assertThat(ofBefore).startsWith("NetworkPolicy culvert.former-qbittorrent-"),
                        settings -> assertThat(settings).isEqualTo("ConfigMap culvert.former-qbittorrent"));
        assertThat(former)
                .filteredOn(NetworkPolicy.class::isInstance)
                .extracting(NetworkPolicy.class::cast)
                .allSatisfy(policy -> assertThat(lettingFramesOut(policy)).isEmpty())
                .extracting(policy -> policy.getSpec().getPodSelector())
                .containsExactly(
                        new LabelSelectorBuilder()
                                .withMatchLabels(Map.of("culvert.dev/client", "qbittorrent"))
                                .build(),
                        Workloads.selector(Samples.workload()));
        assertThat(sidecar(former).engine()).isEqualTo(new EngineSettings.None());
        assertThat(sidecar(present).engine()).isNotEqualTo(new EngineSettings.None());
    }

    private static ClientSettings.Overlay overlay(List<HasMetadata> objects) {
        return Objects.requireNonNull(
                settings(objects, "client.json", ClientSettings.class).overlay());
    }

    @Test
    void aSidecarThatCannotBeServedHasNoTunnelAndKeepsTheRest() {
        List<HasMetadata> closed = ClientObjects.closed(
                Samples.client(),
                ClusterFacts.DEFAULTS,
                Workloads.selector(Samples.workload()),
                objects(Samples.sidecar(), ClusterFacts.DEFAULTS, false));
        assertThat(sidecar(closed).engine()).isEqualTo(new EngineSettings.None());
        SidecarSettings before = sidecar(objects(Samples.sidecar(), ClusterFacts.DEFAULTS, false));
        assertThat(sidecar(closed))
                .usingRecursiveComparison()
                .ignoringFields("engine", "ports")
                .isEqualTo(before);
    }

    @Test
    void nodesCloseAnUplinkClientThatCannotBeServedAndOpenItAgain() {
        List<HasMetadata> open = objects(Samples.uplink(), ClusterFacts.DEFAULTS, false);
        assertThat(ClientDefinition.told(open)).as("nobody need be told").isEmpty();
        assertThat(definition(open).getAdditionalProperties().toString())
                .contains("\"client\" : \"media/qbittorrent\"");

        List<HasMetadata> closed = closed(open);
        assertThat(ClientDefinition.told(closed)).isEqualTo(Map.of("media/qbittorrent", true));
        assertThat(definition(closed).getAdditionalProperties())
                .as("what new pods get")
                .isEqualTo(definition(open).getAdditionalProperties());
        assertThat(closed(closed)).isEqualTo(closed);

        List<HasMetadata> again = ClientObjects.openAgain(open, closed);
        assertThat(ClientDefinition.told(again)).isEqualTo(Map.of("media/qbittorrent", false));
        assertThat(ClientObjects.openAgain(open, again)).isEqualTo(again);
        assertThat(ClientObjects.openAgain(open, open)).isEqualTo(open);
    }

    @Test
    void gatewaysOfOursCloseANetworkClient() {
        assertThat(closed(objects(Samples.network(), ClusterFacts.DEFAULTS, false)))
                .extracting(HasMetadata::getKind)
                .containsOnly("NetworkPolicy");
    }

    private static List<HasMetadata> closed(List<HasMetadata> before) {
        return ClientObjects.closed(
                Samples.client(), ClusterFacts.DEFAULTS, Workloads.selector(Samples.workload()), before);
    }

    private static GenericKubernetesResource definition(List<HasMetadata> objects) {
        return objects.stream()
                .filter(GenericKubernetesResource.class::isInstance)
                .map(GenericKubernetesResource.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static SidecarSettings sidecar(List<HasMetadata> objects) {
        return settings(objects, "sidecar.json", SidecarSettings.class);
    }

    private static <T> T settings(List<HasMetadata> objects, String file, Class<T> type) {
        return objects.stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .map(map -> SettingsFile.parse(
                        file, Objects.requireNonNull(map.getData().get(file)), type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ourPolicyOfIngressOpensNothingThatAnotherOneClosed() {
        assertThat(policy(Samples.overlay(), ClusterFacts.DEFAULTS, 2, true)
                        .getSpec()
                        .getIngress())
                .hasSize(1);
        assertThat(policy(Samples.overlay(), ClusterFacts.DEFAULTS, 2, false)
                        .getSpec()
                        .getIngress())
                .hasSize(2);
        ClusterFacts old = Samples.facts("version: \"1.20\"");
        assertThat(objects(Samples.overlay(), old, false))
                .noneMatch(object -> object.getMetadata().getName().endsWith("-ingress"));
    }

    /** Where nobody restricts what comes, a policy of ours would close the page's port to an application that listens there. */
    @Test
    void theOperatorReachesASidecarsPageWhereOthersClosedThePodAndNobodyElseDoes() {
        assertThat(objects(Samples.sidecar(), ClusterFacts.DEFAULTS, false))
                .noneMatch(object -> object.getMetadata().getName().endsWith("-ingress"));
        assertThat(Json.text(policy(Samples.sidecar(), ClusterFacts.DEFAULTS, 2, true)
                        .getSpec()
                        .getIngress()))
                .isEqualTo("[{\"from\":[{\"namespaceSelector\":{\"matchLabels\":{"
                        + "\"kubernetes.io/metadata.name\":\"culvert-system\"}},\"podSelector\":{\"matchLabels\":{"
                        + "\"app.kubernetes.io/component\":\"operator\",\"app.kubernetes.io/name\":\"culvert\"}}}],"
                        + "\"ports\":[{\"port\":19317,\"protocol\":\"TCP\"}]}]");
    }

    @Test
    void ciliumIsToldInItsOwnWords() {
        ClusterFacts cluster = Samples.facts("apis: [CiliumNetworkPolicy]");
        JsonNode spec = objects(Samples.sidecar(), cluster, false).stream()
                .filter(object -> object.getKind().equals("CiliumNetworkPolicy"))
                .map(object -> Json.tree(object).get("spec"))
                .findFirst()
                .orElseThrow();
        assertThat(spec.at("/endpointSelector/matchLabels/app").asText()).isEqualTo("qbittorrent");
        assertThat(StreamSupport.stream(spec.get("egress").spliterator(), false)
                        .map(rule -> rule.fieldNames().next()))
                .containsExactly("toEntities", "toCIDR", "toCIDRSet", "toCIDRSet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CiliumNetworkPolicy", "CalicoNetworkPolicy", "BaselineAdminNetworkPolicy"})
    void whereOthersMayHaveClosedPodsByPoliciesOfAnotherKindOursOpensNothing(String api) {
        ClusterFacts cluster = Samples.facts("apis: [%s]".formatted(api));
        assertThat(objects(Samples.overlay(), cluster, false))
                .as("policies of all kinds add up: one that lets in everything would open such a pod")
                .noneMatch(object -> object.getMetadata().getName().endsWith("-ingress"));
        assertThat(objects(Samples.overlay(), cluster, true))
                .as("beside a NetworkPolicy that closes, ours lets in the gateways alone")
                .filteredOn(object -> object.getMetadata().getName().endsWith("-ingress"))
                .singleElement()
                .satisfies(
                        object -> assertThat(((NetworkPolicy) object).getSpec().getIngress())
                                .hasSize(1));
    }

    @Test
    void ciliumDeniesGatewaysToWhoIsClosed() {
        ClusterFacts cluster = Samples.facts("apis: [CiliumNetworkPolicy]");
        JsonNode spec =
                ClientObjects.closed(Samples.client(), cluster, Workloads.selector(Samples.workload()), List.of())
                        .stream()
                        .filter(object -> object.getKind().equals("CiliumNetworkPolicy"))
                        .map(object -> Json.tree(object).get("spec"))
                        .findFirst()
                        .orElseThrow();
        assertThat(spec.at("/egressDeny/0/toEndpoints/0/matchExpressions/0/key").asText())
                .isEqualTo("culvert.dev/gateway");
        assertThat(spec.at("/egress/0/toEntities/0").asText()).isEqualTo("cluster");
    }

    @Test
    void othersPoliciesAreRecognisedByWhatTheySelect() {
        NetworkPolicy theirs = Serialization.unmarshal("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: theirs}
                spec: {podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}}
                """, NetworkPolicy.class);
        assertThat(IngressPolicies.restrict(List.of(theirs), Map.of("app", "a")))
                .isTrue();
        assertThat(IngressPolicies.restrict(List.of(theirs), Map.of("app", "c")))
                .isFalse();
        theirs.getSpec().setPolicyTypes(List.of("Egress"));
        assertThat(IngressPolicies.restrict(List.of(theirs), Map.of("app", "a")))
                .isFalse();
        theirs.getSpec().setPolicyTypes(null);
        theirs.getSpec().getPodSelector().getMatchExpressions().getFirst().setOperator("Near");
        assertThat(IngressPolicies.restrict(List.of(theirs), Map.of("app", "c")))
                .as("who knows whom it selects")
                .isTrue();
        theirs.getSpec().setPodSelector(null);
        assertThat(IngressPolicies.restrict(List.of(theirs), Map.of("app", "c")))
                .as("everything")
                .isTrue();
        NetworkPolicy ours = policy(Samples.overlay(), ClusterFacts.DEFAULTS, 2);
        assertThat(IngressPolicies.restrict(List.of(ours), Map.of("app", "qbittorrent")))
                .isFalse();
    }

    @Test
    void aSidecarWhoseServersAreDeclaredReachesThemAlone() {
        VpnGateway gateway = Samples.gateway("""
                exits:
                - name: sweden
                  gluetun:
                    provider: mullvad
                    type: openvpn
                    secretRef: {name: mullvad}
                    endpoints: [{network: 203.0.113.0/24, port: 1194, protocol: UDP}]
                routing:
                  sidecar: {}
                """);
        ClusterFacts cilium = Samples.facts("apis: [CiliumNetworkPolicy]");
        assertThat(internet(gateway)).isFalse();
        assertThat(objects(gateway, cilium, false))
                .filteredOn(object -> object.getMetadata().getName().endsWith("-egress"))
                .hasSize(2)
                .allSatisfy(object -> assertThat(Json.text(object)).contains("203.0.113.0/24", "1194", "UDP"))
                .noneSatisfy(object -> assertThat(Json.text(object)).contains("0.0.0.0/0"));
    }

    private static boolean internet(VpnGateway gateway) {
        return Json.text(policy(gateway, ClusterFacts.DEFAULTS, 1)).contains("0.0.0.0/0");
    }

    private static NetworkPolicy policy(VpnGateway gateway, ClusterFacts cluster, int index) {
        return policy(gateway, cluster, index, false);
    }

    private static NetworkPolicy policy(VpnGateway gateway, ClusterFacts cluster, int index, boolean restricted) {
        return (NetworkPolicy) objects(gateway, cluster, restricted).get(index);
    }

    private static List<HasMetadata> objects(VpnGateway gateway, ClusterFacts cluster, boolean restricted) {
        return ClientObjects.of(
                Samples.client(),
                gateway,
                cluster,
                Observed.NOTHING,
                Workloads.selector(Samples.workload()),
                restricted);
    }
}
