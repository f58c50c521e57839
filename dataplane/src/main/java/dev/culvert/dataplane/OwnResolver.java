package dev.culvert.dataplane;

import java.util.List;

/**
 * A resolver in the client's own namespace, beside its tunnel. It listens at an address that only this namespace has, and asks
 * from that address, which tells its questions from its clients'. They leave under the link's own address, and a mark lets those
 * for the cluster's DNS pass, where nobody else's query goes.
 *
 * @param redirect which queries are its clients'
 * @param resolver where it listens, and whom it asks
 */
public record OwnResolver(NameRedirect redirect, ResolverSpec resolver) implements Names {
    /** Of its packets, as nft lists it. Tunnels' own marks are other ones: WireGuard's are 51820 and above. */
    private static final String MARK = "0x00000035";

    @Override
    public String chains() {
        return redirect.chains("ip saddr != " + resolver.address() + " ")
                + """
                	chain names_marked {
                		type filter hook output priority mangle; policy accept;
                		ip saddr RESOLVER oifname != "lo" meta l4proto { tcp, udp } th dport CLUSTER_PORT meta mark set MARK
                	}

                	chain names_leaving {
                		type nat hook postrouting priority srcnat; policy accept;
                		ip saddr RESOLVER oifname != "lo" masquerade
                	}

                	chain names_arriving {
                		type filter hook input priority filter; policy accept;
                		iifname != "lo" ip daddr RESOLVER ct direction original counter drop
                	}

                """.replace("RESOLVER", resolver.address().toString())
                        .replace("CLUSTER_PORT", Integer.toString(ResolverSpec.CLUSTER_PORT))
                        .replace("MARK", MARK)
                + resolver.translation();
    }

    /** A query whose destination was translated has the new route, but the hook still names the old one's link. */
    @Override
    public String answered(String uplink) {
        return "\t\tip daddr %s fib daddr type local accept\n".formatted(resolver.address()) + resolver.guards(uplink);
    }

    @Override
    public String guards(String link, String verdict) {
        return redirect.guards(link + "meta mark != " + MARK + " ", verdict);
    }

    /** The same for a firewall that is not ours. */
    Passage passage(String uplink) {
        return new Passage(
                "ip",
                "filter",
                "OUTPUT",
                List.of("ip daddr %s counter accept".formatted(resolver.address()), resolver.passage(uplink)));
    }
}
