package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import java.util.stream.Collectors;

/**
 * A client's part in the flows that remotes begin: it remembers which gateway each came by, and says so in every packet of the
 * answer ({@link InboundTag}). It is there whether or not a port leads to the client, so that claiming one restarts nothing.
 */
final class ClientInbound {
    private ClientInbound() {}

    /**
     * The table.
     *
     * @param way the link that leads to gateways and routers
     */
    static NftTable table(String way) {
        return NftTable.parse("""
                table inet culvert_inbound {
                	chain arriving {
                		type filter hook prerouting priority mangle; policy accept;
                		iifname "WAY" ct mark set ip dscp map MARKS
                	}

                	chain leaving {
                		type filter hook output priority mangle; policy accept;
                		oifname "WAY" ip dscp CODEPOINTS ip dscp set cs0
                		oifname "WAY" ct direction reply ct mark vmap CHAINS
                	}
                TAGS
                }
                """.replace("TAGS\n", tags())
                .replace("WAY", way)
                .replace("CODEPOINTS", InboundTag.codepoints())
                .replace("MARKS", InboundTag.marks(InboundTag.all().boxed().toList()))
                .replace("CHAINS", InboundTag.chains()));
    }

    private static String tags() {
        return InboundTag.all()
                .mapToObj(gateway -> """

                	chain tag_%d {
                		ip dscp set %s
                	}
                """.formatted(gateway, InboundTag.codepoint(gateway)))
                .collect(Collectors.joining());
    }
}
