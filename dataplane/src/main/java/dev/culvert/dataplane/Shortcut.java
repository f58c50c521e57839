package dev.culvert.dataplane;

import dev.culvert.dataplane.RouterSpec.NextHop;
import dev.culvert.dataplane.nft.NftTable;
import java.time.Duration;

/**
 * A quick way through a router for flows that {@link RouterPlan} let pass a moment ago: from the link's ingress straight to
 * the gateway, past routing and all other hooks. It decides nothing and promises nothing. What leaves by the link with a
 * gateway's mark is remembered for {@link #LIFETIME}, never longer, so that each flow takes the long way that often, where
 * its pin is renewed. What the long way must see goes there always: the first packet, SYN, FIN and RST, fragments, a TTL at
 * its end, answers to remotes, whose gateway is in the packet itself ({@link InboundTag}), names, which a resolver's death leads
 * elsewhere, and everything that is neither TCP nor UDP.
 *
 * <p>It is open while the set {@code open} holds the first five bytes of VRRP's virtual MAC (RFC 9568, 7.3): frames to a
 * VIP. It is closed when a gateway is lost, and stays so until all that it remembers of that time has gone.
 */
public final class Shortcut {
    /** The table's name. */
    public static final String TABLE = "culvert_shortcut";

    /** The table's family. */
    public static final String FAMILY = "netdev";

    /** How long it remembers a flow's gateway. */
    public static final Duration LIFETIME = Duration.ofSeconds(10);

    /** The set that opens it. */
    static final String OPEN = "open";

    /** The nft commands that close it, whether it is there or not. */
    static final String CLOSING = """
            add table netdev culvert_shortcut
            add set netdev culvert_shortcut open { typeof @ll,0,40; size 1; }
            flush set netdev culvert_shortcut open
            """;

    /** The nft command that opens it. */
    static final String OPENING = "add element netdev culvert_shortcut open { 0x00005e0001 }\n";

    /** Protocol, both addresses, both ports. */
    private static final String FLOW = "@nh,72,8 . @nh,96,64 . @th,0,32";

    private Shortcut() {}

    /** The table, closed. It needs the link to be there, and a kernel of 5.16 or later with nft_fwd_netdev. */
    public static NftTable table(RouterSpec spec) {
        var targets = new StringBuilder();
        var chains = new StringBuilder();
        for (NextHop gateway : spec.gateways()) {
            targets.append(targets.isEmpty() ? "" : ", ")
                    .append("0x%08x : goto by_%d".formatted(gateway.id(), gateway.id()));
            chains.append("""

                    	chain by_%d {
                    		add @flows { FLOW : %s }
                    	}
                    """.formatted(gateway.id(), gateway.address()));
        }
        // The masked word is flags, fragment offset, TTL and protocol: no fragment, TCP (6) or UDP (17).
        return NftTable.parse("""
                table netdev culvert_shortcut {
                	map flows {
                		typeof FLOW : ip daddr
                		size 65536
                		flags dynamic,timeout
                		timeout 10s
                	}

                	set open {
                		typeof @ll,0,40
                		size 1
                	}

                	chain ingress {
                		type filter hook ingress device "LINK" priority filter; policy accept;
                		@ll,0,40 != @open accept
                		@nh,48,32 & 0x3fff00ff vmap { 6 : goto tcp_in, 17 : goto known }
                	}

                	chain tcp_in {
                		@th,104,8 & 0x7 == 0x0 goto known
                	}

                	chain known {
                		@nh,64,8 > 0x1 fwd ip to FLOW map @flows device "LINK"
                	}

                	chain egress {
                		type filter hook egress device "LINK" priority filter; policy accept;
                		meta mark != 0x00000000 jump pinned
                	}

                	chain pinned {
                		ip saddr != NETWORK accept
                		NAMES
                		@nh,8,8 & 0x4 == 0x4 accept
                		@nh,48,32 & 0x3fff00ff vmap { 6 : goto tcp_out, 17 : goto remember }
                	}

                	chain tcp_out {
                		@th,104,8 & 0x7 == 0x0 goto remember
                	}

                	chain remember {
                		meta mark vmap { TARGETS }
                	}
                CHAINS}
                """.replace("CHAINS", chains)
                .replace(
                        "\t\tmeta mark vmap { TARGETS }\n", targets.isEmpty() ? "" : "\t\tmeta mark vmap { TARGETS }\n")
                .replace("TARGETS", targets)
                .replace(
                        "\t\tNAMES\n",
                        spec.resolver()
                                .map("\t\tip daddr %s accept\n"::formatted)
                                .orElse(""))
                .replace("FLOW", FLOW)
                .replace("LINK", spec.link())
                .replace("NETWORK", spec.network().toString()));
    }
}
