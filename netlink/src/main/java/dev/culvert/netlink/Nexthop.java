package dev.culvert.netlink;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A nexthop object: one way, or a group of others, that routes name by its id.
 *
 * @param family of the gateway
 * @param group members; then gateway and link are empty
 * @param resilient the table of a resilient group
 * @param protocol who made it; 0 if nobody said, as {@code ip nexthop add}, or your own number
 */
public record Nexthop(
        int id,
        Family family,
        Optional<InetAddress> gateway,
        Optional<String> link,
        boolean blackhole,
        boolean onlink,
        List<Member> group,
        Optional<Resilient> resilient,
        int protocol) {
    /**
     * A member of a group.
     *
     * @param weight 1 to 256
     */
    public record Member(int id, int weight) {
        public Member {
            if (weight < 1 || weight > 256) {
                throw new IllegalArgumentException("weight " + weight + " is not 1 to 256");
            }
        }
    }

    /**
     * A group whose flows stay with their member when others change.
     *
     * @param buckets of the hash table
     * @param idle a bucket without traffic for that long may move; to 10 ms
     * @param unbalanced an unbalanced group moves buckets in use after that long; 0 means never
     */
    public record Resilient(int buckets, Duration idle, Duration unbalanced) {}

    public Nexthop {
        group = List.copyOf(group);
    }

    /** By a gateway on a link. */
    public static Nexthop via(int id, InetAddress gateway, String link) {
        return new Nexthop(
                id,
                Family.of(gateway),
                Optional.of(gateway),
                Optional.of(link),
                false,
                false,
                List.of(),
                Optional.empty(),
                0);
    }

    /** Drops silently. */
    public static Nexthop blackhole(int id, Family family) {
        return new Nexthop(id, family, Optional.empty(), Optional.empty(), true, false, List.of(), Optional.empty(), 0);
    }

    /** Spreads flows over others by hash; a change of members moves flows. */
    public static Nexthop group(int id, List<Member> members) {
        return new Nexthop(
                id, Family.IPV4, Optional.empty(), Optional.empty(), false, false, members, Optional.empty(), 0);
    }

    /** As a resilient group. */
    public Nexthop withResilient(Resilient table) {
        return new Nexthop(id, family, gateway, link, blackhole, onlink, group, Optional.of(table), protocol);
    }

    /** The gateway is taken to be on the link. */
    public Nexthop withOnlink() {
        return new Nexthop(id, family, gateway, link, blackhole, true, group, resilient, protocol);
    }

    /** Made by that protocol; lets a program find its own nexthops again. */
    public Nexthop withProtocol(int number) {
        return new Nexthop(id, family, gateway, link, blackhole, onlink, group, resilient, number);
    }

    /** {@code id 1 via 10.0.0.2 dev eth0} or {@code id 9 group 1,3/2,1 type resilient buckets 32}, as {@code ip nexthop add} takes it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("id ").append(Integer.toUnsignedString(id));
        if (!group.isEmpty()) {
            text.append(group.stream()
                    .map(member ->
                            Integer.toUnsignedString(member.id) + (member.weight == 1 ? "" : "," + member.weight))
                    .collect(Collectors.joining("/", " group ", "")));
        }
        resilient.ifPresent(table -> text.append(" type resilient buckets ")
                .append(table.buckets)
                .append(" idle_timer ")
                .append(table.idle.toSeconds())
                .append(" unbalanced_timer ")
                .append(table.unbalanced.toSeconds()));
        text.append(Route.way(gateway, link))
                .append(blackhole ? " blackhole" : "")
                .append(onlink ? " onlink" : "");
        return text.append(protocol == 0 ? "" : " proto " + protocol).toString();
    }
}
