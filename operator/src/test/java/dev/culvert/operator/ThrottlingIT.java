package dev.culvert.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.operator.server.Installed;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An API server that answers one write at a time and two reads, and "429 Too Many Requests" to all others. */
class ThrottlingIT {
    private static final int CLIENTS = 20;

    @Test
    @Proves("R13")
    void whatTheServerRefusesAsTooMuchIsAskedAgain() throws Exception {
        try (var installed = new Installed()) {
            World world = installed.world();
            String media = world.namespace();
            world.gateway(media, "downloads", "sweden");
            List<VpnClient> clients = IntStream.range(0, CLIENTS)
                    .mapToObj("app-%d"::formatted)
                    .map(name -> world.deploymentClient(media, name))
                    .toList();
            installed
                    .server()
                    .restart(
                            "--enable-priority-and-fairness=false",
                            "--max-mutating-requests-inflight=1",
                            "--max-requests-inflight=2");
            try (var operator = installed.operator()) {
                clients.forEach(client -> world.until(client, "Attached", "True"));
                assertThat(operator.metrics())
                        .as("it was told to wait")
                        .containsPattern("culvert_api_requests_total\\{[^}]*code=\"429\"[^}]*} [1-9]");
            }
        }
    }
}
