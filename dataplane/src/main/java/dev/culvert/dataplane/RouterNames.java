package dev.culvert.dataplane;

import dev.culvert.dataplane.RouterSpec.SelfExit;
import dev.culvert.model.net.IpAddress;
import java.util.Optional;

/**
 * In a router's table, what is for the gateways' resolvers: it goes to one that answers. A set has these gateways, and a map
 * the buckets whose own gateway is not among them. A pin to another gateway is forgotten, so that a client's next try, even from
 * the same port, finds a resolver. Where nobody answers, all gateways are in the set, and names take the way of everything else.
 * Nothing at all if the gateways resolve no names.
 *
 * <p>In overlay routing the router's pod has a resolver of its own at that address, which answers if it can. What it cannot answer
 * would be delivered here whatever its mark, so it leaves with the address beside, which the gateway that it goes to changes
 * back.
 *
 * @param resolver the address of their resolvers
 * @param self the gateway in this pod
 */
record RouterNames(Optional<IpAddress> resolver, Optional<SelfExit> self) {
    /** Of the chain that chooses a gateway: names that are resolved in this pod. */
    String here() {
        return self.isEmpty() ? "" : named("""
                		ip daddr RESOLVER meta mark set SELF
                		ip daddr RESOLVER meta mark @resolvers return
                """);
    }

    /** Of the same, once the bucket is known. */
    String detour() {
        return named("\t\tip daddr RESOLVER meta mark set meta mark map @names\n");
    }

    /** Of TCP's flows, once the pin is known. */
    String tcpPinned() {
        return named("\t\tip daddr RESOLVER meta mark != 0x00000000 meta mark != @resolvers jump tcp_lost\n");
    }

    /** Of UDP's. */
    String udpPinned() {
        return named("\t\tip daddr RESOLVER meta mark != @resolvers jump udp_elsewhere\n");
    }

    /** The chains, with an empty line after each. */
    String chains() {
        return named("""
                	chain udp_elsewhere {
                		delete @pins_udp { ip saddr . udp sport . ip daddr . udp dport : meta mark }
                		meta mark set 0x00000000
                	}

                """) + (self.isEmpty() ? "" : named("""
                	chain passed_on {
                		type filter hook prerouting priority mangle + 1; policy accept;
                		iifname "vip*" ip daddr RESOLVER QUERY meta mark != SELF ip daddr set PASSED
                	}

                """));
    }

    private String named(String rules) {
        return resolver.map(address -> rules.replace("RESOLVER", address.toString())
                        .replace("PASSED", ResolverSpec.passedOn(address).toString())
                        .replace("QUERY", NameRedirect.QUERY)
                        .replace(
                                "SELF",
                                self.map(own -> "0x%08x".formatted(own.id())).orElse("")))
                .orElse("");
    }
}
