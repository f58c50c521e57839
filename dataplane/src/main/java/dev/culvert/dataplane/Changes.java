package dev.culvert.dataplane;

import dev.culvert.dataplane.Change.AddAddress;
import dev.culvert.dataplane.Change.AddRule;
import dev.culvert.dataplane.Change.DeleteFdb;
import dev.culvert.dataplane.Change.DeleteLink;
import dev.culvert.dataplane.Change.DeleteRoute;
import dev.culvert.dataplane.Change.DeleteRule;
import dev.culvert.dataplane.Change.MakeLink;
import dev.culvert.dataplane.Change.RunNft;
import dev.culvert.dataplane.Change.SetLink;
import dev.culvert.dataplane.Change.SetMaster;
import dev.culvert.dataplane.Change.SetNeighbour;
import dev.culvert.dataplane.Change.SetRoute;
import dev.culvert.dataplane.Change.SetSysctl;
import dev.culvert.dataplane.Change.SetUp;
import dev.culvert.dataplane.NamespacePlan.Sysctl;
import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.FdbEntry;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The way from what is to what should be: locks first, refusals before ways out, removals last but for what must make room. */
public final class Changes {
    private Changes() {}

    /**
     * The steps, in order; none if all is as it should be. Rules, routes and links are ours by their number, tables by
     * their name; of all else, what is missing is added and nothing is removed.
     */
    public static List<Change> between(NamespacePlan plan, Observed observed) {
        Set<String> outdated = outdated(plan, observed);
        return between(plan, observed.without(outdated), outdated);
    }

    private static List<Change> between(NamespacePlan plan, Observed observed, Set<String> outdated) {
        var changes = new ArrayList<Change>();
        plan.tables().forEach(table -> table(table, same(table, observed)).ifPresent(changes::add));
        sysctls(plan, observed).map(SetSysctl::new).forEach(changes::add);
        outdated.stream().map(DeleteLink::new).forEach(changes::add);
        plan.links().forEach(link -> link(plan.owner(), link, observed).forEach(changes::add));
        Set<String> there = observed.links().stream().map(Link::name).collect(Collectors.toSet());
        plan.links().stream().map(NewLink::name).forEach(there::add);
        plan.settings().stream()
                .flatMap(wanted -> settings(wanted, plan, observed).stream())
                .forEach(changes::add);
        missing(plan.addresses(), observed.addresses(), Changes::samePlace)
                .filter(address -> there.contains(address.link()))
                .map(AddAddress::new)
                .forEach(changes::add);
        plan.neighbours().stream()
                .filter(wanted -> !observed.neighbours().contains(wanted))
                .map(SetNeighbour::new)
                .forEach(changes::add);
        changes.addAll(Forwarding.between(plan, observed));
        plan.passages().stream()
                .flatMap(passage -> passage.missingFrom(observed.tables()).stream())
                .map(RunNft::new)
                .forEach(changes::add);
        routing(plan, observed).forEach(changes::add);
        unwantedFloods(plan, observed).forEach(changes::add);
        unwantedLinks(plan, observed).forEach(changes::add);
        return List.copyOf(changes);
    }

    /** VXLAN devices of ours with another number, port or address, which only a new one takes. */
    private static Set<String> outdated(NamespacePlan plan, Observed observed) {
        return plan.links().stream()
                .map(link -> link instanceof NewLink.Port(NewLink itself, var _) ? itself : link)
                .flatMap(link -> link instanceof NewLink.Vxlan vxlan ? Stream.of(vxlan) : Stream.empty())
                .filter(wanted -> observed.link(wanted.name())
                        .filter(link -> link.group() == plan.owner().protocol())
                        .flatMap(Link::vxlan)
                        .filter(is -> is.id() != wanted.id()
                                || is.port() != wanted.port()
                                || (wanted.local().isPresent()
                                        && !wanted.local().equals(is.local())))
                        .isPresent())
                .map(NewLink::name)
                .collect(Collectors.toSet());
    }

    private static Stream<Sysctl> sysctls(NamespacePlan plan, Observed observed) {
        return plan.sysctls().stream()
                .filter(wanted -> !wanted.value().equals(observed.sysctls().get(wanted.path())));
    }

    /** A link that is about to be made has none yet, and gets all. */
    private static Optional<Change> settings(LinkSettings wanted, NamespacePlan plan, Observed observed) {
        Optional<String> rpFilter = Optional.ofNullable(observed.sysctls().get(Kernel.RP_FILTER));
        boolean made = plan.links().stream().anyMatch(link -> link.name().equals(wanted.link()));
        return observed.link(wanted.link())
                .map(link -> wanted.missing(link, rpFilter))
                .orElse(made ? Optional.of(wanted) : Optional.empty())
                .map(SetLink::new);
    }

    /** What one table takes, from what is there of it. */
    static Optional<Change> table(NftTable wanted, Optional<NftTable> there) {
        String commands = there.map(wanted::changesFrom).orElseGet(wanted::toString);
        return commands.isEmpty() ? Optional.empty() : Optional.of(new RunNft(commands));
    }

    private static Optional<NftTable> same(NftTable wanted, Observed observed) {
        return observed.tables().stream()
                .filter(table -> table.path().equals(wanted.path()))
                .findFirst();
    }

    private static Stream<Change> link(Owner owner, NewLink wanted, Observed observed) {
        return observed.link(wanted.name())
                .map(link -> Stream.concat(
                        master(wanted, link, observed), ends(wanted).flatMap(end -> down(end, observed))))
                .orElseGet(() -> Stream.concat(
                        Stream.of(new MakeLink(wanted, owner.protocol())),
                        ends(wanted).map(SetUp::new)));
    }

    private static Stream<Change> down(String name, Observed observed) {
        return observed.link(name).filter(link -> !link.up()).stream().map(_ -> new SetUp(name));
    }

    /** A pair's other end is ours as well if it is here. */
    private static Stream<String> ends(NewLink link) {
        return link instanceof NewLink.Veth pair && pair.peerNamespace().isEmpty()
                ? Stream.of(pair.name(), pair.peerName())
                : Stream.of(link.name());
    }

    private static Stream<Change> master(NewLink wanted, Link link, Observed observed) {
        if (!(wanted instanceof NewLink.Port(NewLink itself, String bridge))) {
            return Stream.empty();
        }
        // A bridge that is about to be made has no number yet.
        boolean port = observed.link(bridge)
                .filter(other -> link.master().equals(OptionalInt.of(other.index())))
                .isPresent();
        return port ? Stream.empty() : Stream.of(new SetMaster(itself.name(), bridge));
    }

    private static Stream<Change> unwantedLinks(NamespacePlan plan, Observed observed) {
        return observed.links().stream()
                .filter(link -> link.group() == plan.owner().protocol())
                .map(Link::name)
                .filter(name ->
                        plan.links().stream().noneMatch(wanted -> wanted.name().equals(name)))
                .map(DeleteLink::new);
    }

    /** Where a link of ours floods to is ours as a whole: whoever left hears no more. */
    private static Stream<Change> unwantedFloods(NamespacePlan plan, Observed observed) {
        return observed.fdb().stream()
                .filter(entry -> entry.mac().equals(FdbEntry.FLOOD))
                .filter(entry ->
                        plan.links().stream().anyMatch(link -> link.name().equals(entry.link())))
                .filter(entry -> !plan.fdb().contains(entry))
                .map(DeleteFdb::new);
    }

    private static boolean samePlace(Address one, Address other) {
        return one.prefix().equals(other.prefix()) && one.link().equals(other.link());
    }

    /** No route leads by a link that is down (ENETDOWN): those wait for it. */
    private static Stream<Change> routing(NamespacePlan plan, Observed observed) {
        Set<String> links =
                observed.links().stream().filter(Link::up).map(Link::name).collect(Collectors.toSet());
        plan.links().stream().map(NewLink::name).forEach(links::add);
        List<Route> wanted = plan.routes().stream()
                .filter(route -> route.link().map(links::contains).orElse(true))
                .toList();
        Predicate<Route> refusal = route -> route.type() != Route.Type.UNICAST;
        Stream<Route> absent =
                wanted.stream().filter(route -> !observed.routes().contains(route));
        List<Route> absentRoutes = absent.toList();
        Stream<Change> refusals = absentRoutes.stream().filter(refusal).map(SetRoute::new);
        Stream<Change> ways = absentRoutes.stream().filter(refusal.negate()).map(SetRoute::new);
        Stream<Change> newRules = plan.rules().stream()
                .filter(rule -> !observed.rules().contains(rule))
                .map(AddRule::new);
        Stream<Change> oldRules = observed.rules().stream()
                .filter(rule -> rule.protocol() == plan.owner().protocol())
                .filter(rule -> !plan.rules().contains(rule))
                .map(DeleteRule::new);
        Stream<Change> oldRoutes = observed.routes().stream()
                .filter(route -> route.protocol() == plan.owner().protocol())
                .filter(route -> wanted.stream().noneMatch(kept -> replaces(kept, route)))
                .map(DeleteRoute::new);
        return Stream.of(refusals, newRules, ways, oldRules, oldRoutes).flatMap(changes -> changes);
    }

    /** Whether setting one route takes the other's place (the kernel's key: destination, table, metric). */
    private static boolean replaces(Route kept, Route other) {
        return kept.destination().equals(other.destination())
                && kept.table() == other.table()
                && kept.metric() == other.metric()
                && kept.destination().family() == other.destination().family();
    }

    private static <T> Stream<T> missing(List<T> wanted, List<T> there, java.util.function.BiPredicate<T, T> same) {
        return wanted.stream().filter(one -> there.stream().noneMatch(other -> same.test(one, other)));
    }
}
