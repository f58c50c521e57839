package dev.culvert.operator.names;

import dev.culvert.model.net.IpAddress;
import java.util.List;
import java.util.Map;

/**
 * What a name has.
 *
 * @param addresses A and AAAA, each with its time to live, seconds
 * @param alias whether it is a CNAME
 * @param claims what is said of it
 */
public record There(Map<IpAddress, Long> addresses, boolean alias, List<Claim> claims) {
    public There {
        addresses = Map.copyOf(addresses);
        claims = List.copyOf(claims);
    }
}
