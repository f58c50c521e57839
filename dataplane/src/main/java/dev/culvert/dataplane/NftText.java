package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Addresses as nft lists them: one bare, several in braces and in order, host prefixes without their length. */
final class NftText {
    private NftText() {}

    static String addresses(PrefixSet prefixes) {
        return braced(prefixes.prefixes().stream().map(NftText::bare).toList());
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
