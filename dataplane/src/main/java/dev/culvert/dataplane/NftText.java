package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What several tables have, as nft lists it. Of addresses one is bare, several are in braces and in order, host prefixes without their length. */
final class NftText {
    /** By which IPv6 finds its neighbours (RFC 4861). */
    static final String NEIGHBOURS = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert }";

    private NftText() {}

    static String addresses(PrefixSet prefixes) {
        var items = new ArrayList<String>();
        var run = new ArrayList<Prefix>();
        for (Prefix prefix : prefixes.prefixes()) {
            if (!run.isEmpty() && !follows(run.getLast(), prefix)) {
                items.add(range(run));
                run.clear();
            }
            run.add(prefix);
        }
        if (!run.isEmpty()) {
            items.add(range(run));
        }
        return braced(items);
    }

    private static boolean follows(Prefix one, Prefix next) {
        return one.family() == next.family() && one.last().plus(1).equals(next.first());
    }

    /** nft lists neighbours as one range. */
    private static String range(List<Prefix> run) {
        return run.size() == 1
                ? bare(run.getFirst())
                : run.getFirst().first() + "-" + run.getLast().last();
    }

    static String hosts(Collection<IpAddress> addresses) {
        return braced(addresses.stream().sorted().map(IpAddress::toString).toList());
    }

    private static String bare(Prefix prefix) {
        return prefix.length() == prefix.family().bits() ? prefix.network().toString() : prefix.toString();
    }

    private static String braced(List<String> items) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("an empty set matches nothing: leave the rule out");
        }
        return items.size() == 1 ? items.getFirst() : items.stream().collect(Collectors.joining(", ", "{ ", " }"));
    }
}
