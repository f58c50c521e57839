package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Addresses that an IPAM plugin hands out.
 *
 * @param at the mapping that describes it
 * @param range the network, as written
 * @param start the first address, as written or absent
 * @param end the last, as written or absent
 * @param exclude what it does not hand out
 * @param single one address, as the plugin {@code static} has
 */
public record Pool(Node at, Node range, Node start, Node end, List<Node> exclude, boolean single) {
    static List<Pool> of(Node ipam) {
        return switch (ipam.get("type").text("")) {
            case "whereabouts" ->
                Stream.concat(Stream.of(ipam), ipam.get("ipRanges").items().stream())
                        .filter(node -> node.get("range").exists())
                        .map(node -> new Pool(
                                node,
                                node.get("range"),
                                node.get("range_start"),
                                node.get("range_end"),
                                node.get("exclude").items(),
                                false))
                        .toList();
            case "host-local" ->
                Stream.concat(
                                Stream.of(ipam),
                                ipam.get("ranges").items().stream().flatMap(set -> set.items().stream()))
                        .filter(node -> node.get("subnet").exists())
                        .map(node -> new Pool(
                                node,
                                node.get("subnet"),
                                node.get("rangeStart"),
                                node.get("rangeEnd"),
                                List.of(),
                                false))
                        .toList();
            case "static" ->
                ipam.get("addresses").items().stream()
                        .map(node -> new Pool(
                                node, node.get("address"), node.get("none"), node.get("none"), List.of(), true))
                        .toList();
            default -> List.of();
        };
    }

    /** The network that its addresses are in; whereabouts also takes {@code first-last/length}. */
    public Optional<Prefix> subnet() {
        String text = range.text("");
        return Texts.prefix(text.substring(text.indexOf('-') + 1));
    }

    /** The first address that it hands out. */
    public Optional<IpAddress> first() {
        String text = range.text("");
        int dash = text.indexOf('-');
        return Texts.address(start.text(dash < 0 ? "" : text.substring(0, dash)))
                .or(() -> subnet().map(net -> net.size() > 2 ? net.host(1) : net.first()));
    }

    /** The last address that it hands out. */
    public Optional<IpAddress> last() {
        String text = range.text("");
        int dash = text.indexOf('-');
        int slash = text.indexOf('/');
        return Texts.address(end.text(dash < 0 || slash < dash ? "" : text.substring(dash + 1, slash)))
                .or(() -> subnet().map(net -> net.size() > 2 ? net.last().plus(-1) : net.last()));
    }

    /** How many addresses it can hand out, without those that it excludes and the next hop. */
    public long size() {
        Optional<IpAddress> from = first();
        Optional<IpAddress> to = last();
        if (single || from.isEmpty() || to.isEmpty() || from.get().family() != Family.IPV4) {
            return single ? 1 : Long.MAX_VALUE;
        }
        long all = to.get().low() - from.get().low() + 1;
        long excluded = exclude.stream()
                .flatMap(node -> Texts.prefix(node.text("")).stream())
                .mapToLong(net -> overlap(net, from.get(), to.get()))
                .sum();
        boolean gatewayInside = Texts.address(at.get("gateway").text(""))
                .filter(hop -> hop.compareTo(from.get()) >= 0 && hop.compareTo(to.get()) <= 0)
                .filter(hop -> exclude.stream()
                        .flatMap(node -> Texts.prefix(node.text("")).stream())
                        .noneMatch(net -> net.contains(hop)))
                .isPresent();
        return Math.max(0, all - excluded - (gatewayInside ? 1 : 0));
    }

    private static long overlap(Prefix net, IpAddress from, IpAddress to) {
        long low = Math.max(net.first().low(), from.low());
        long high = Math.min(net.last().low(), to.low());
        return Math.max(0, high - low + 1);
    }
}
