package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What may come into a client by a tunnel of its own: answers, and what its declared ports lead to. Never the agent's page, not even
 * where the provider gives that very port.
 */
final class SidecarInbound {
    private SidecarInbound() {}

    /** The table. */
    static NftTable table(String tunnel, OptionalInt page, List<PortForward> ports) {
        return NftTable.parse("""
                table inet culvert_inbound {
                	chain arriving {
                		type nat hook prerouting priority dstnat; policy accept;
                		REDIRECTED
                	}

                	chain input {
                		type filter hook input priority filter; policy accept;
                		iifname != "TUNNEL" accept
                		ct state established,related accept
                		PAGE
                		DECLARED
                		counter drop
                	}
                }
                """.replace(
                        "\t\tREDIRECTED\n", each(ports, "\t\tiifname \"TUNNEL\" %1$s dport %2$d redirect to :%3$d\n"))
                .replace("\t\tPAGE\n", page.isPresent() ? "\t\ttcp dport " + page.getAsInt() + " counter drop\n" : "")
                .replace("\t\tDECLARED\n", each(ports, "\t\tmeta l4proto %1$s ct original proto-dst %2$d accept\n"))
                .replace("TUNNEL", tunnel));
    }

    private static String each(List<PortForward> ports, String rule) {
        return ports.stream()
                .map(port -> rule.formatted(port.transport().nft(), port.port(), port.target()))
                .collect(Collectors.joining());
    }
}
