package dev.culvert.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void anAddressWithAShortPrefixLeadsNoNetworkIntoTheTunnel() throws IOException {
        try (var route = new RouteSocket()) {
            route.setUp("lo");
            try {
                assertThat(tunnel("10.9.0.2/16, fd09::2/64").ensure(route)).isTrue();
                assertThat(ways(route)).isEmpty();
                // As another one, and an agent of yesterday, would have left them.
                route.deleteAddress(Address.of("10.9.0.2/16", LINK));
                route.deleteAddress(Address.of("fd09::2/64", LINK));
                route.addAddress(Address.of("10.9.0.7/16", LINK));
                route.addAddress(Address.of("10.9.0.2/16", LINK));
                route.addAddress(Address.of("fd09::2/64", LINK));
                assertThat(ways(route)).isNotEmpty();
                assertThat(tunnel("10.9.0.2/16, fd09::2/64").ensure(route)).isTrue();
                assertThat(ways(route)).isEmpty();
                assertThat(route.addresses())
                        .filteredOn(address -> address.link().equals(LINK)
                                && !address.prefix().address().isLinkLocalAddress())
                        .extracting(address -> address.prefix().toString())
                        .containsExactlyInAnyOrder("10.9.0.2/16", "fd09::2/64");
                assertThat(tunnel("10.9.0.2/16, fd09::2/64").ensure(route))
                        .as("nothing is left to do")
                        .isFalse();
            } finally {
                new WireGuardGo(LINK, folder).end();
                if (route.link(LINK).isPresent()) {
                    route.deleteLink(LINK);
                }
            }
        }
    }

    private static List<String> ways(RouteSocket route) {
        return route.routes().stream()
                .filter(way -> way.table() == Route.MAIN
                        && !way.destination().address().isLinkLocalAddress())
                .map(Object::toString)
                .filter(way -> way.contains(LINK))
                .toList();
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
