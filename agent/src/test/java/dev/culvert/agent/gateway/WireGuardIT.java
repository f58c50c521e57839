package dev.culvert.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireGuardIT {
    private static final String LINK = "cvtunnel";

    @TempDir
    private Path folder;

    @Test
    void anEngineThatCannotBeAskedIsNotSaidToBeDown() throws IOException {
        try (var route = new RouteSocket()) {
            WireGuard tunnel = tunnel("10.9.0.2/32");
            assertThat(tunnel.report(route)).as("without a link").isEqualTo(EngineReport.DOWN);
            route.createLink(Veth.of(LINK, "peer"));
            try {
                assertThatThrownBy(() -> tunnel.ensure(route)).isInstanceOf(IOException.class);
                assertThat(tunnel.report(route)).isEqualTo(EngineReport.UNKNOWN);
            } finally {
                route.deleteLink(LINK);
            }
        }
    }

    private WireGuard tunnel(String addresses) throws IOException {
        Path file = Files.writeString(folder.resolve("wg.conf"), """
                [Interface]
                PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=
                Address = %s

                [Peer]
                PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
                AllowedIPs = 0.0.0.0/0
                Endpoint = 192.0.2.1:51820
                """.formatted(addresses));
        return WireGuard.read(file, LINK, "lo", folder);
    }
}
