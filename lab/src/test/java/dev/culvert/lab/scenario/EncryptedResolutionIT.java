package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Names;
import dev.culvert.lab.Routing;
import dev.culvert.proofs.Proves;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Resolvers that ask the internet's server over TLS, at whose port 53 nobody then arrives. */
@Timeout(120)
class EncryptedResolutionIT {
    private static final String COUNT = """
            nft 'table inet seen { chain input { type filter hook input priority 0;
              tcp dport 853 counter comment "tls"; meta l4proto { tcp, udp } th dport 53 counter comment "plain"; }; }'
            """;

    @Test
    @Proves({"D1", "D8"})
    void anUpstreamOverTlsSeesTheExitAndNothingIsAskedPlainly() {
        try (Lab lab = Lab.up(LabSpec.defaults()
                .withExits(1)
                .withRouters(1)
                .withClients(1)
                .withRouting(Routing.NETWORK)
                .withNames(Names.ENCRYPTED))) {
            String server = lab.topology().hosts(HostRole.DNS).getFirst().name();
            Hands.type(lab, server, COUNT);
            for (String kind : List.of("+notcp", "+tcp")) {
                assertThat(lab.exec("client-1", "dig", "+short", kind, kind.substring(1) + ".many.internet.example")
                                .out())
                        .isEqualTo("198.51.100.11\n");
            }
            assertThat(Hands.type(lab, server, "nft list table inet seen").lines())
                    .anySatisfy(line -> assertThat(line).contains("tls").doesNotContain("packets 0"))
                    .anySatisfy(line -> assertThat(line).contains("plain").contains("packets 0"));
            new Uplink(lab).assertNothingLeaked();
        }
    }
}
