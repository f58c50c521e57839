package dev.culvert.model.plan;

import dev.culvert.model.net.Family;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds private IPv4 networks that nobody uses. */
public final class FreeNetwork {
    /** Where private networks may lie: RFC 1918, then the shared space of RFC 6598. */
    public static final List<Prefix> CANDIDATES = List.of(
            Prefix.parse("192.168.0.0/16"),
            Prefix.parse("172.16.0.0/12"),
            Prefix.parse("10.0.0.0/8"),
            Prefix.parse("100.64.0.0/10"));

    private FreeNetwork() {}

    /**
     * A free network of the given length: the highest one in the first candidate that has room, because people and
     * home routers number theirs from below.
     *
     * @param length the prefix length wanted, 8 to 30
     * @param taken what it must not overlap
     */
    public static Optional<Prefix> find(int length, Collection<NamedNetwork> taken) {
        PrefixSet used = PrefixSet.of(taken.stream().map(NamedNetwork::prefix).toList());
        PrefixSet unused = used.complement(Family.IPV4);
        return CANDIDATES.stream()
                .flatMap(candidate -> PrefixSet.of(candidate).intersection(unused).prefixes().reversed().stream())
                .filter(gap -> gap.length() <= length)
                .map(gap -> Prefix.containing(gap.last(), length))
                .findFirst();
    }
}
