package dev.culvert.dataplane;

import dev.culvert.netlink.Ipv4Setting;
import dev.culvert.netlink.Link;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A link's IPv4 settings, which are set by netlink, since pods cannot write to /proc/sys. They wait for their link.
 *
 * @param link its name
 * @param values the settings that matter
 */
public record LinkSettings(String link, Map<Ipv4Setting, Integer> values) {
    /** Strict: what did not come the way its answer would go is dropped. */
    private static final int STRICT = 1;

    /** Loose: what has a route at all is let in. Of a link's mode and that of all links, the higher number counts. */
    private static final int LOOSE = 2;

    public LinkSettings {
        values = Map.copyOf(values);
    }

    /**
     * What forwards packets that come one way and go another: their sources are checked by nftables.
     *
     * @param link its name
     */
    static LinkSettings forwarding(String link) {
        return new LinkSettings(
                link,
                Map.of(
                        Ipv4Setting.FORWARDING, 1,
                        Ipv4Setting.RP_FILTER, 0,
                        Ipv4Setting.ACCEPT_LOCAL, 1,
                        Ipv4Setting.SEND_REDIRECTS, 0,
                        Ipv4Setting.ARP_IGNORE, 1,
                        Ipv4Setting.ARP_ANNOUNCE, 2));
    }

    /**
     * What the link lacks of them; empty if nothing.
     *
     * @param rpFilter the mode of all links, which a pod inherits from its node and may be unable to change
     */
    Optional<LinkSettings> missing(Link actual, Optional<String> rpFilter) {
        var missing = new EnumMap<Ipv4Setting, Integer>(Ipv4Setting.class);
        values.forEach((setting, value) -> {
            boolean strict = rpFilter.filter(Integer.toString(STRICT)::equals).isPresent();
            int wanted = setting == Ipv4Setting.RP_FILTER && strict ? LOOSE : value;
            if (!Integer.valueOf(wanted).equals(actual.ipv4().get(setting))) {
                missing.put(setting, wanted);
            }
        });
        return missing.isEmpty() ? Optional.empty() : Optional.of(new LinkSettings(link, missing));
    }

    /** {@code net1 forwarding 1 rp_filter 0}. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey().word() + " " + entry.getValue())
                .collect(Collectors.joining(" ", link + " ", ""));
    }
}
