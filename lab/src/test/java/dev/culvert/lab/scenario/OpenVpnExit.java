package dev.culvert.lab.scenario;

import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.Host;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.topology.Addresses;
import dev.culvert.lab.tunnel.OpenVpnEnds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A provider's end that speaks OpenVPN: the real program, in WireGuard's place at its exit. */
final class OpenVpnExit {
    private final OpenVpnEnds ends = new OpenVpnEnds();

    /** What runs at the exit. WireGuard makes room: what goes to its port is the tunnel's, all else on the uplink is a leak. */
    PodPrograms programs(Host exit, List<ClaimedPort> ports) {
        Path conf = HostEntry.files(exit.name()).resolve("server.ovpn");
        String forwards = ports.stream()
                .map(port -> """
                        nft insert rule inet exit in iifname %s meta l4proto '{ tcp, udp }' th dport %d dnat ip to 100.65.%d.2
                        """.formatted(Host.PRIMARY, port.port(), exit.index()))
                .collect(Collectors.joining());
        return new PodPrograms(
                Map.of(
                        conf,
                        ends.provider(
                                "ovpn" + exit.index(),
                                exit.v4().orElseThrow(),
                                Addresses.TUNNEL_PORT,
                                "100.65.%d.0".formatted(exit.index()))),
                List.of(List.of("sh", "-ec", "wg set wgx%d listen-port 0\n".formatted(exit.index()) + forwards)),
                List.of(ProgramSpec.of("openvpn", "openvpn", "--config", conf.toString())));
    }

    /** The file that the provider hands out. */
    String client(Host exit) {
        return ends.customer(exit.v4().orElseThrow(), Addresses.TUNNEL_PORT);
    }
}
