package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Names;
import dev.culvert.lab.Routing;
import dev.culvert.lab.service.NameServer;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The strategy {@code cluster}: what the status says of it is so. */
@Timeout(120)
class ClusterResolutionIT {
    private static final String NAME = "plain.many.internet.example";

    @Test
    @Proves("D2")
    void queriesLeaveByTheNode() throws IOException {
        try (Lab lab = Lab.up(LabSpec.defaults()
                .withExits(1)
                .withRouters(1)
                .withClients(1)
                .withRouting(Routing.NETWORK)
                .withNames(Names.CLUSTER))) {
            assertThat(lab.exec("client-1", "dig", "+short", NAME).out()).isEqualTo("198.51.100.11\n");
            assertThat(lab.exec("client-1", "dig", "+short", NameServer.SPLIT).out())
                    .as("whatever the cluster says of it")
                    .isEqualTo(NameServer.WITHIN + "\n");
            for (HostRole role : new HostRole[] {HostRole.CLUSTER, HostRole.DNS}) {
                String log = Files.readString(
                        NameServer.log(lab.topology().hosts(role).getFirst()));
                assertThat(NameServer.queries(log))
                        .as(role.word())
                        .anyMatch(query -> query.name().equals(NAME));
            }
            String log = Files.readString(
                    NameServer.log(lab.topology().hosts(HostRole.DNS).getFirst()));
            assertThat(NameServer.queries(log).stream()
                            .filter(query -> query.name().equals(NAME)))
                    .allSatisfy(query ->
                            assertThat(query.from()).as("the site's address").isEqualTo("192.0.2.1"));
        }
    }
}
