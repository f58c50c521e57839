package dev.culvert.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.Prefix;
import dev.culvert.proofs.Proves;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolutionTest {
    private static final ClusterFacts CLUSTER = Samples.facts("""
            podNetworks: [10.42.0.0/16]
            serviceNetworks: [10.43.0.0/16, "fd00:43::/112"]
            dns:
              service: kube-system/rke2-coredns
              addresses: [10.43.0.10, "fd00:43::a"]
              domain: corp.internal
              nodeLocal: 169.254.25.10
            """);

    @Test
    @Proves("D2")
    void tunnelIsTheStrategyWhereOursCanResolve() {
        assertThat(Resolution.sentence(Samples.overlay(), CLUSTER)).startsWith("tunnel:");
        assertThat(Resolution.sentence(with("{strategy: custom, servers: [10.64.0.1]}"), CLUSTER))
                .startsWith("custom:");
        assertThat(Resolution.sentence(with("{strategy: cluster}"), CLUSTER)).contains("leave by the node");
        assertThat(Resolution.sentence(Samples.sidecar(), CLUSTER)).startsWith("tunnel:");
        assertThat(Resolution.sentence(Samples.network(), CLUSTER))
                .as("an exit is somebody else's")
                .contains("leave by the node");
    }

    @Test
    @Proves({"D3", "D5"})
    void theClustersOwnDnsDomainAndNetworksAreTold() {
        assertThat(Resolution.resolver(with("{strategy: tunnel, upstream: [\"9.9.9.9#dns.quad9.net\"]}"), CLUSTER))
                .contains(new ResolverSettings(
                        "192.0.2.53",
                        List.of("10.43.0.10"),
                        "corp.internal",
                        List.of("10.43.0.0/16", "fd00:43::/112", "10.42.0.0/16"),
                        List.of("9.9.9.9#dns.quad9.net"),
                        null));
        assertThat(Resolution.names(Samples.overlay(), CLUSTER))
                .contains(new NamesSettings(List.of("10.43.0.10", "fd00:43::a", "169.254.25.10"), "192.0.2.53"));
    }

    @Test
    @Proves("D2")
    void withStrategyCustomTheServersAreAskedAndTheClustersOwnNamesStay() {
        VpnGateway custom = with("{strategy: custom, servers: [10.64.0.1, 10.64.0.2]}");
        assertThat(Resolution.resolver(custom, CLUSTER))
                .contains(new ResolverSettings(
                        "192.0.2.53",
                        List.of("10.43.0.10"),
                        "corp.internal",
                        List.of("10.43.0.0/16", "fd00:43::/112", "10.42.0.0/16"),
                        List.of("10.64.0.1", "10.64.0.2"),
                        null));
        assertThat(Resolution.names(custom, CLUSTER))
                .as("clients are led to the same resolvers as by the strategy tunnel")
                .isEqualTo(Resolution.names(Samples.overlay(), CLUSTER));
    }

    @Test
    void anUndiscoveredNodeLocalCacheIsLedToTheResolversToo() {
        assertThat(Resolution.names(Samples.overlay(), ClusterFacts.DEFAULTS)
                        .orElseThrow()
                        .servers())
                .containsExactly("10.96.0.10", "169.254.20.10");
    }

    @Test
    void whereTheClustersDnsIsNotKnownNoServiceIsAskedAndTheStatusSaysSo() {
        ClusterFacts unknown = Samples.facts("{serviceNetworks: [10.43.0.0/16], dns: {addresses: []}}");
        assertThat(Resolution.names(Samples.overlay(), unknown).orElseThrow().servers())
                .as("whichever Service it is")
                .containsExactly("10.43.0.0/16", "169.254.20.10");
        assertThat(Resolution.resolver(Samples.overlay(), unknown).orElseThrow().clusterDns())
                .isEmpty();
        assertThat(Resolution.sentence(Samples.overlay(), unknown))
                .startsWith("tunnel:")
                .contains("its DNS is not known");
        assertThat(Resolution.sentence(with("{strategy: cluster}"), unknown)).doesNotContain("not known");
        assertThat(Resolution.sentence(Samples.overlay(), CLUSTER)).doesNotContain("not known");
    }

    @Test
    void nodeLocalCachesUsualAddressIsLocalEvenWhereNoneWasFound() {
        assertThat(ClusterFacts.DEFAULTS.local().prefixes())
                .as("kubelets may name it to clients and gateways")
                .contains(Prefix.parse("169.254.20.10/32"));
        assertThat(CLUSTER.local().prefixes())
                .contains(Prefix.parse("169.254.25.10/32"))
                .doesNotContain(Prefix.parse("169.254.20.10/32"));
    }

    @Test
    @Proves("D2")
    void withStrategyClusterNobodyIsToldAnything() {
        assertThat(Resolution.resolver(with("{strategy: cluster}"), CLUSTER)).isEmpty();
        assertThat(Resolution.names(with("{strategy: cluster}"), CLUSTER)).isEmpty();
    }

    private static VpnGateway with(String dns) {
        return Samples.gateway("""
                exits:
                - name: sweden
                  wireguard: {secretRef: {name: wg-sweden}}
                routing:
                  overlay: {}
                dns: %s
                """.formatted(dns));
    }
}
