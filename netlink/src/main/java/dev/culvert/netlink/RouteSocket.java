package dev.culvert.netlink;

import static dev.culvert.netlink.Rtnetlink.ACK;
import static dev.culvert.netlink.Rtnetlink.APPEND;
import static dev.culvert.netlink.Rtnetlink.CREATE;
import static dev.culvert.netlink.Rtnetlink.DUMP;
import static dev.culvert.netlink.Rtnetlink.EXCL;
import static dev.culvert.netlink.Rtnetlink.REPLACE;

import dev.culvert.netlink.libc.Libc;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Reads and changes links, addresses, neighbours, routes, rules and nexthops (rtnetlink(7)) of the namespace whose thread opened it. For one
 * thread at a time. What the kernel refuses is a {@link NetlinkException}; {@code add} and {@code create} refuse what is there
 * already (EEXIST), {@code replace} does not.
 */
public final class RouteSocket implements AutoCloseable {
    private static final int UP = 1;

    private final NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.ROUTE);

    /** All links. */
    public List<Link> links() {
        return socket.dump(
                () -> "ip link show",
                () -> {
                    MessageWriter writer = socket.begin(Rtnetlink.GETLINK, DUMP);
                    LinkCodec.header(writer, 0, 0, 0);
                    writer.i32(LinkCodec.IFLA_EXT_MASK, LinkCodec.SKIP_STATS);
                },
                message -> Optional.of(LinkCodec.decode(message)));
    }

    /** The link of that name, if there is one. */
    public Optional<Link> link(String name) {
        List<Link> found = new ArrayList<>(1);
        try {
            MessageWriter writer = socket.begin(Rtnetlink.GETLINK, ACK);
            LinkCodec.header(writer, 0, 0, 0);
            writer.string(LinkCodec.IFLA_IFNAME, Libc.linkName(name));
            writer.i32(LinkCodec.IFLA_EXT_MASK, LinkCodec.SKIP_STATS);
            socket.exchange(() -> "ip link show dev " + name, message -> found.add(LinkCodec.decode(message)));
        } catch (NetlinkException refused) {
            if (!refused.is(Errno.ENODEV)) {
                throw refused;
            }
        }
        return found.stream().findFirst();
    }

    /** All addresses of all links. */
    public List<Address> addresses() {
        return dump(
                "ip address show", Rtnetlink.GETADDR, writer -> writer.i32(0).i32(0), AddressCodec::decode);
    }

    /** The ARP and neighbour discovery tables. */
    public List<Neighbour> neighbours() {
        return dump(
                "ip neighbour show",
                Rtnetlink.GETNEIGH,
                writer -> NeighbourCodec.header(writer, 0, 0, 0, 0),
                NeighbourCodec::neighbour);
    }

    /** The forwarding tables of bridges and VXLAN devices. */
    public List<FdbEntry> fdb() {
        return dump(
                "bridge fdb show",
                Rtnetlink.GETNEIGH,
                writer -> NeighbourCodec.header(writer, Rtnetlink.BRIDGE, 0, 0, 0),
                NeighbourCodec::fdb);
    }

    /** The routes of all tables, IPv4 first. */
    public List<Route> routes() {
        return bothFamilies("ip route show table all", Rtnetlink.GETROUTE, RouteCodec.HEADER, RouteCodec::decode);
    }

    /** The rules, IPv4 first. */
    public List<Rule> rules() {
        return bothFamilies(
                "ip rule show", Rtnetlink.GETRULE, RuleCodec.HEADER, (message, names) -> RuleCodec.decode(message));
    }

    /** The nexthop objects. */
    public List<Nexthop> nexthops() {
        return dump(
                "ip nexthop show",
                Rtnetlink.GETNEXTHOP,
                writer -> NexthopCodec.header(writer, 0, 0, 0),
                (message, names) -> Optional.of(NexthopCodec.decode(message, names)));
    }

    private <T> List<T> bothFamilies(
            String operation, int type, int header, BiFunction<Message, IntFunction<String>, Optional<T>> decode) {
        List<T> both = new ArrayList<>();
        for (Family family : Family.values()) {
            both.addAll(
                    dump(operation, type, writer -> writer.u8(family.number()).raw(new byte[header - 1]), decode));
        }
        return both;
    }

    private <T> List<T> dump(
            String operation,
            int type,
            Consumer<MessageWriter> header,
            BiFunction<Message, IntFunction<String>, Optional<T>> decode) {
        Map<Integer, String> known = new HashMap<>();
        links().forEach(link -> known.put(link.index(), link.name()));
        IntFunction<String> names = index -> known.getOrDefault(index, "if" + index);
        return socket.dump(
                () -> operation,
                () -> header.accept(socket.begin(type, DUMP)),
                message -> decode.apply(message, names));
    }

    /** Makes a link. EOPNOTSUPP means that this kernel has no such kind. */
    public void createLink(NewLink link) {
        createLink(link, 0);
    }

    /** Makes a link in a group, a number by which its maker knows it again. */
    public void createLink(NewLink link, int group) {
        change(
                "ip link add " + link + (group == 0 ? "" : " group " + group),
                Rtnetlink.NEWLINK,
                CREATE | EXCL,
                writer -> LinkCodec.encode(writer, link, group, this::index));
    }

    /** Puts a link into a group. */
    public void setGroup(String name, int group) {
        set(name, "group " + group, writer -> writer.i32(LinkCodec.IFLA_GROUP, group));
    }

    /** Deletes a link. */
    public void deleteLink(String name) {
        link("ip link delete dev " + name, Rtnetlink.DELLINK, name, 0, 0, writer -> {});
    }

    /** Sets a link up. */
    public void setUp(String name) {
        link("ip link set dev " + name + " up", Rtnetlink.NEWLINK, name, UP, UP, writer -> {});
    }

    /** Sets a link down. */
    public void setDown(String name) {
        link("ip link set dev " + name + " down", Rtnetlink.NEWLINK, name, 0, UP, writer -> {});
    }

    /** Sets a link's MTU in bytes. */
    public void setMtu(String name, int bytes) {
        set(name, "mtu " + bytes, writer -> writer.i32(LinkCodec.IFLA_MTU, bytes));
    }

    /** Sets a link's MAC address. */
    public void setAddress(String name, MacAddress address) {
        set(name, "address " + address, writer -> writer.bytes(LinkCodec.IFLA_ADDRESS, address.bytes()));
    }

    /** Changes a link's IPv4 settings; others stay. */
    public void setIpv4(String name, Map<Ipv4Setting, Integer> settings) {
        set(name, "ipv4 " + settings, writer -> LinkCodec.ipv4(writer, settings));
    }

    /** Makes a link a port of a bridge, or of none. */
    public void setMaster(String name, Optional<String> master) {
        set(
                name,
                master.map(bridge -> "master " + bridge).orElse("nomaster"),
                writer -> writer.i32(
                        LinkCodec.IFLA_MASTER, master.map(this::index).orElse(0)));
    }

    /** Gives a link another name; older kernels want it down. */
    public void rename(String name, String newName) {
        int index = index(name);
        change("ip link set dev " + name + " name " + newName, Rtnetlink.NEWLINK, 0, writer -> {
            LinkCodec.header(writer, index, 0, 0);
            writer.string(LinkCodec.IFLA_IFNAME, Libc.linkName(newName));
        });
    }

    /** Moves a link to another namespace; it loses its addresses and is down there. */
    public void moveTo(String name, NetworkNamespace namespace) {
        set(name, "netns " + namespace, writer -> writer.i32(LinkCodec.IFLA_NET_NS_FD, namespace.descriptor()));
    }

    private void set(String name, String what, Consumer<MessageWriter> content) {
        link("ip link set dev " + name + " " + what, Rtnetlink.NEWLINK, name, 0, 0, content);
    }

    private void link(String operation, int type, String name, int flags, int change, Consumer<MessageWriter> content) {
        change(operation, type, 0, writer -> {
            LinkCodec.header(writer, 0, flags, change);
            writer.string(LinkCodec.IFLA_IFNAME, Libc.linkName(name));
            content.accept(writer);
        });
    }

    /** Gives a link an address. */
    public void addAddress(Address address) {
        address("add", Rtnetlink.NEWADDR, CREATE | EXCL, address);
    }

    /** Gives a link an address, or changes the flags of the one it has. */
    public void replaceAddress(Address address) {
        address("replace", Rtnetlink.NEWADDR, CREATE | REPLACE, address);
    }

    /** Takes an address from a link. */
    public void deleteAddress(Address address) {
        address("delete", Rtnetlink.DELADDR, 0, address);
    }

    private void address(String verb, int type, int flags, Address address) {
        change(
                () -> "ip address " + verb + " " + address,
                type,
                flags,
                writer -> AddressCodec.encode(writer, address, index(address.link())));
    }

    /** Sets a neighbour's MAC address and state. */
    public void replaceNeighbour(Neighbour neighbour) {
        change(
                () -> "ip neighbour replace " + neighbour,
                Rtnetlink.NEWNEIGH,
                CREATE | REPLACE,
                writer -> NeighbourCodec.encode(writer, neighbour, index(neighbour.link())));
    }

    /**
     * Has a link's IPv4 neighbours asked of user space ({@link Notification.NeighbourWanted}) instead of everybody on the link:
     * app_solicit 2, mcast_solicit 0.
     */
    public void askUserSpace(String link) {
        change(
                "ip ntable change name arp_cache dev " + link + " app_probes 2 mcast_probes 0",
                Rtnetlink.SETNEIGHTBL,
                0,
                writer -> NeighbourCodec.askUserSpace(writer, index(link)));
    }

    /** Forgets a neighbour. */
    public void deleteNeighbour(Neighbour neighbour) {
        change(
                () -> "ip neighbour delete " + neighbour,
                Rtnetlink.DELNEIGH,
                0,
                writer -> NeighbourCodec.encode(writer, neighbour, index(neighbour.link())));
    }

    /** Adds a destination to an address; frames to it are then copied to all (the way to flood to several end points). */
    public void appendFdb(FdbEntry entry) {
        fdb("append", Rtnetlink.NEWNEIGH, CREATE | APPEND, entry);
    }

    /** Sets an address's only destination. */
    public void replaceFdb(FdbEntry entry) {
        fdb("replace", Rtnetlink.NEWNEIGH, CREATE | REPLACE, entry);
    }

    /** Forgets an entry. */
    public void deleteFdb(FdbEntry entry) {
        fdb("delete", Rtnetlink.DELNEIGH, 0, entry);
    }

    private void fdb(String verb, int type, int flags, FdbEntry entry) {
        change(
                () -> "bridge fdb " + verb + " " + entry,
                type,
                flags,
                writer -> NeighbourCodec.encode(writer, entry, index(entry.link())));
    }

    /** Adds a route. */
    public void addRoute(Route route) {
        route("add", Rtnetlink.NEWROUTE, CREATE | EXCL, route);
    }

    /** Adds a route in place of the one with the same destination, table and metric. */
    public void replaceRoute(Route route) {
        route("replace", Rtnetlink.NEWROUTE, CREATE | REPLACE, route);
    }

    /** Deletes a route; ESRCH if there is none like it. */
    public void deleteRoute(Route route) {
        route("delete", Rtnetlink.DELROUTE, 0, route);
    }

    private void route(String verb, int type, int flags, Route route) {
        String ip = route.destination().family() == Family.IPV6 ? "ip -6 route " : "ip route ";
        change(
                () -> ip + verb + " " + route,
                type,
                flags,
                writer -> RouteCodec.encode(writer, route, this::index, type == Rtnetlink.DELROUTE));
    }

    /** Adds a rule. */
    public void addRule(Rule rule) {
        rule("add", Rtnetlink.NEWRULE, CREATE | EXCL, rule);
    }

    /** Deletes a rule. */
    public void deleteRule(Rule rule) {
        rule("delete", Rtnetlink.DELRULE, 0, rule);
    }

    private void rule(String verb, int type, int flags, Rule rule) {
        String ip = rule.family() == Family.IPV6 ? "ip -6 rule " : "ip rule ";
        change(() -> ip + verb + " " + rule, type, flags, writer -> RuleCodec.encode(writer, rule));
    }

    /** Adds a nexthop object in place of the one with the same id. */
    public void replaceNexthop(Nexthop nexthop) {
        change(
                () -> "ip nexthop replace " + nexthop,
                Rtnetlink.NEWNEXTHOP,
                CREATE | REPLACE,
                writer -> NexthopCodec.encode(writer, nexthop, this::index));
    }

    /** Deletes a nexthop object, and the routes that use it. */
    public void deleteNexthop(Nexthop nexthop) {
        change(() -> "ip nexthop delete id " + nexthop.id(), Rtnetlink.DELNEXTHOP, 0, writer -> {
            NexthopCodec.header(writer, 0, 0, 0);
            writer.i32(NexthopCodec.NHA_ID, nexthop.id());
        });
    }

    private int index(String link) {
        return NetlinkException.check(Libc.linkIndex(socket.descriptor(), link), "ip link show dev " + link);
    }

    private void change(String operation, int type, int flags, Consumer<MessageWriter> content) {
        change(() -> operation, type, flags, content);
    }

    private void change(Supplier<String> operation, int type, int flags, Consumer<MessageWriter> content) {
        content.accept(socket.begin(type, flags | ACK));
        socket.execute(operation);
    }

    @Override
    public void close() {
        socket.close();
    }
}
