package dev.culvert.operator.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {
    private static final VpnGateway DOWNLOADS = gateway("""
            apiVersion: culvert.dev/v1alpha1
            kind: VpnGateway
            metadata: {name: downloads, namespace: vpn}
            spec:
              exits:
              - {name: sweden, wireguard: {secretRef: {name: wg-sweden}}}
              - {name: swiss, wireguard: {secretRef: {name: wg-swiss}}}
              - {name: office, external: {address: 192.168.26.200}}
              routing: {network: {subnet: 192.168.24.0/22}}
              ports: [{name: torrent, from: provider}]
            status:
              clients: 3
              unprotected: 1
              exits:
              - {name: sweden, id: 1, ready: true, healthy: true, witness: probe, forwardedPort: 51413}
              - {name: swiss, id: 2, ready: false, healthy: false, witness: pod}
              - {name: office, id: 3, ready: false, healthy: false}
              names:
                revision: 4
                ttl: 60
                addresses: [203.0.113.1, 203.0.113.2]
                records:
                - {name: exits.example.org, provider: rfc2136, addresses: [203.0.113.2, 203.0.113.1]}
                - {name: vpn.example.org, provider: rfc2136, addresses: [203.0.113.1]}
              conditions: [{type: Ready, status: "True", reason: ExitsHealthy, message: "", lastTransitionTime: "2026-11-22T00:00:00Z"}]
            """);
    private static final VpnGateway NEW = gateway("""
            apiVersion: culvert.dev/v1alpha1
            kind: VpnGateway
            metadata: {name: new, namespace: vpn}
            spec:
              exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
              routing: {overlay: {}}
            """);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GatewayMetrics metrics = new GatewayMetrics(registry);

    @Test
    @Proves("U8")
    void tellHowGatewaysAndTheirExitsAre() {
        metrics.show(List.of(DOWNLOADS, NEW));
        assertThat(registry.scrape().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "culvert_gateway_ready{gateway=\"vpn/downloads\"} 1.0",
                        "culvert_gateway_clients{gateway=\"vpn/downloads\"} 3.0",
                        "culvert_gateway_unprotected_pods{gateway=\"vpn/downloads\"} 1.0",
                        "culvert_exit_healthy{exit=\"sweden\",gateway=\"vpn/downloads\"} 1.0",
                        "culvert_exit_healthy{exit=\"swiss\",gateway=\"vpn/downloads\"} 0.0",
                        "culvert_exit_forwarded_port{exit=\"sweden\",gateway=\"vpn/downloads\"} 51413.0",
                        "culvert_exit_forwarded_port{exit=\"swiss\",gateway=\"vpn/downloads\"} 0.0",
                        "culvert_name_published{gateway=\"vpn/downloads\",name=\"exits.example.org\"} 1.0",
                        "culvert_name_published{gateway=\"vpn/downloads\",name=\"vpn.example.org\"} 0.0");
    }

    @Test
    void forgetAGatewayThatIsGone() {
        metrics.show(List.of(DOWNLOADS));
        metrics.show(List.of());
        assertThat(registry.scrape()).doesNotContain("vpn/downloads");
    }

    private static VpnGateway gateway(String yaml) {
        return Serialization.unmarshal(yaml, VpnGateway.class);
    }
}
