package dev.culvert.agent.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Prefix;
import dev.culvert.proofs.Proves;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnboundConfigTest {
    @Test
    @Proves("D3")
    void theClustersDomainAndReverseZonesGoToItsDnsUncached() {
        assertThat(config(List.of("10.64.0.1"))).isEqualTo("""
                server:
                    directory: "/run/culvert"
                    chroot: ""
                    username: ""
                    pidfile: ""
                    use-syslog: no
                    do-daemonize: no
                    verbosity: 1
                    num-threads: 1
                    module-config: "iterator"
                    interface: 192.0.2.53
                    ip-freebind: yes
                    access-control: 192.168.24.0/22 allow
                    access-control: 192.0.2.53/32 allow
                    outgoing-interface: 192.0.2.53
                    do-ip6: no
                    edns-buffer-size: 1232
                    max-udp-size: 1232
                    hide-identity: yes
                    hide-version: yes
                    infra-keep-probing: yes
                    infra-cache-max-rtt: 2000
                    local-zone: "corp.internal." transparent
                    local-zone: "96.10.in-addr.arpa." transparent

                remote-control:
                    control-enable: no

                forward-zone:
                    name: "corp.internal."
                    forward-addr: 10.96.0.10@53053
                    forward-no-cache: yes

                forward-zone:
                    name: "96.10.in-addr.arpa."
                    forward-addr: 10.96.0.10@53053
                    forward-no-cache: yes

                forward-zone:
                    name: "."
                    forward-addr: 10.64.0.1@53
                """);
    }

    @Test
    void withoutTheClustersDnsItsNamesAreRefusedAndNotAskedBeyondTheTunnel() {
        var unknown = new ResolverSettings(
                "192.0.2.53", List.of(), "corp.internal", List.of("10.96.0.0/16"), List.of("10.64.0.1"), null);
        assertThat(UnboundConfig.of(unknown, Prefix.parse("192.168.24.0/22"), Path.of("/run/culvert")))
                .contains("local-zone: \"corp.internal.\" always_refuse")
                .contains("local-zone: \"96.10.in-addr.arpa.\" always_refuse")
                .containsOnlyOnce("forward-zone:")
                .contains("forward-addr: 10.64.0.1@53");
    }

    @Test
    @Proves("D8")
    void anUpstreamWithANameIsAskedOverTls() {
        assertThat(config(List.of("9.9.9.9#dns.quad9.net", "1.1.1.1@8853#one.one.one.one")))
                .contains("    tls-cert-bundle: \"/etc/ssl/certs/ca-certificates.crt\"\n")
                .endsWith("""
                        forward-zone:
                            name: "."
                            forward-addr: 9.9.9.9@853#dns.quad9.net
                            forward-addr: 1.1.1.1@8853#one.one.one.one
                            forward-tls-upstream: yes
                        """);
    }

    @Test
    void withoutUpstreamsTheServersOfEachZoneAreAsked() {
        assertThat(config(List.of())).doesNotContain("name: \".\"");
    }

    @Test
    void halfEncryptedIsRefused() {
        assertThatThrownBy(() -> config(List.of("9.9.9.9#dns.quad9.net", "10.64.0.1")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("upstreams");
        assertThatThrownBy(() -> config(List.of("dns.quad9.net"))).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> config(List.of("9.9.9.9@0"))).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> config(List.of("2620:fe::9"))).hasMessageContaining("IPv6");
    }

    private static String config(List<String> upstreams) {
        return UnboundConfig.of(
                new ResolverSettings(
                        "192.0.2.53", List.of("10.96.0.10"), "corp.internal", List.of("10.96.0.0/16"), upstreams, null),
                Prefix.parse("192.168.24.0/22"),
                Path.of("/run/culvert"));
    }
}
