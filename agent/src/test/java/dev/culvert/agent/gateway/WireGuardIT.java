package dev.culvert.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireGuardIT {
    private static final String LINK = "cvtunnel";
    private static final String PEER = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

    @TempDir
    private Path folder;

    private final RouteSocket route = new RouteSocket();

    @BeforeEach
    void uplink() {
        route.setUp("lo");
    }

    @AfterEach
    void end() {
        new WireGuardGo(LINK, folder).end();
        if (route.link(LINK).isPresent()) {
            route.deleteLink(LINK);
        }
        route.close();
    }

    @Test
    void anEngineThatCannotBeAskedIsNotSaidToBeDown() throws IOException {
        WireGuard tunnel = tunnel("10.9.0.2/32");
        assertThat(tunnel.report(route)).as("without a link").isEqualTo(EngineReport.DOWN);
        route.createLink(Veth.of(LINK, "peer"));
        assertThatThrownBy(() -> tunnel.ensure(route)).isInstanceOf(IOException.class);
        assertThat(tunnel.report(route)).isEqualTo(EngineReport.UNKNOWN);
    }

    @Test
    void anAddressWithAShortPrefixLeadsNoNetworkIntoTheTunnel() throws IOException {
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
    }

    /** WireGuard sends to whoever sent it the last authentic packet, who may be on the way alone. */
    @Test
    void aServerThatIsElsewhereThanItsFileSaysIsPutBackWhereNothingComes() throws IOException {
        WireGuard tunnel = tunnel("10.9.0.2/32");
        assertThat(tunnel.ensure(route)).isTrue();
        wg("set", LINK, "peer", PEER, "endpoint", "192.0.2.9:7");
        assertThat(tunnel.ensure(route)).as("while packets may come").isFalse();
        assertThat(wg("show", LINK, "endpoints")).contains("192.0.2.9:7");
        tunnel.lookAgain();
        assertThat(tunnel.ensure(route)).isTrue();
        assertThat(wg("show", LINK, "endpoints")).contains("192.0.2.1:51820");
        assertThat(tunnel.ensure(route)).as("nothing is left to do").isFalse();
    }

    /** As of an engine whose program for questions waits for a processor: flows go through it. */
    @Test
    void anEngineThatCarriesPacketsIsNotEndedForItsSilence() throws Exception {
        WireGuard tunnel = tunnel("10.9.0.2/32");
        assertThat(tunnel.ensure(route)).isTrue();
        ProcessHandle engine = engine();
        new ProcessBuilder("kill", "-STOP", Long.toString(engine.pid())).start().waitFor();
        int index = route.link(LINK).orElseThrow().index();
        long longer = System.nanoTime() + WireGuard.PATIENCE_NANOS * 3 / 2;
        while (System.nanoTime() - longer < 0) {
            tunnel.carried();
            assertThatThrownBy(() -> tunnel.ensure(route)).isInstanceOf(Wg.Silent.class);
        }
        assertThat(engine.isAlive()).isTrue();
        assertThat(route.link(LINK).orElseThrow().index()).isEqualTo(index);
    }

    private static ProcessHandle engine() {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().commandLine().orElse("").endsWith("wireguard-go --foreground " + LINK))
                .findFirst()
                .orElseThrow();
    }

    private static String wg(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("wg"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
                PublicKey = %s
                AllowedIPs = 0.0.0.0/0
                Endpoint = 192.0.2.1:51820
                """.formatted(addresses, PEER));
        return WireGuard.read(file, LINK, "lo", folder);
    }
}
