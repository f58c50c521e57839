package dev.culvert.model.plan;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The addresses on the client network. Members of a role are numbered from 1, and a number's address depends on the
 * network alone: raising a count adds addresses and changes none ({@link Role} shows where they lie).
 *
 * @param network the client network, IPv4, {@code 192.168.24.0/22}
 * @param counts how many of each role
 */
public record AddressPlan(Prefix network, Counts counts) {
    private static final String FIELD = "network";

    /**
     * Refuses a network without room.
     *
     * @throws InvalidInput naming the prefix length that would fit
     */
    public AddressPlan {
        if (network.family() != Family.IPV4) {
            throw new InvalidInput(
                    FIELD, network + " is IPv6, the client network is IPv4", "take one such as 192.168.24.0/22");
        }
        for (Role role : Role.values()) {
            long room = role.capacity(network.length());
            if (counts.of(role) > room) {
                throw new InvalidInput(
                        FIELD,
                        network + " has room for " + room + " " + role + ", not for " + counts.of(role),
                        "take a /" + fittingLength(counts));
            }
        }
    }

    /**
     * A plan on a network that overlaps none of those already taken.
     *
     * @throws InvalidInput if it has no room or overlaps; naming both networks and a free one
     */
    public static AddressPlan of(Prefix network, Counts counts, Collection<NamedNetwork> taken) {
        var plan = new AddressPlan(network, counts);
        for (NamedNetwork other : taken) {
            if (network.overlaps(other.prefix())) {
                String remedy = FreeNetwork.find(network.length(), taken)
                        .map(free -> "take a free one, " + free)
                        .orElse("free a private network for it; all of them are taken");
                throw new InvalidInput(FIELD, "the client network " + network + " overlaps " + other, remedy);
            }
        }
        return plan;
    }

    /**
     * The length of the smallest network with room for these counts.
     *
     * @throws InvalidInput if even a /8 has none
     */
    public static int fittingLength(Counts counts) {
        return IntStream.iterate(30, length -> length >= 8, length -> length - 1)
                .filter(length -> Arrays.stream(Role.values()).allMatch(r -> counts.of(r) <= r.capacity(length)))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidInput(FIELD, "no private network has room for " + counts, "ask for less"));
    }

    /**
     * The address of member {@code number} of a role, from 1.
     *
     * @throws IllegalArgumentException if the plan has no such member
     */
    public IpAddress address(Role role, int number) {
        if (number < 1 || number > counts.of(role)) {
            throw new IllegalArgumentException(
                    "the plan has " + counts.of(role) + " " + role + ", no number " + number);
        }
        return role.region(network).host(number);
    }

    /**
     * Where all routers are, however many: who knows the network alone can tell them from clients.
     *
     * @throws IllegalArgumentException if the network is too small for any
     */
    public static Prefix routers(Prefix network) {
        return Role.ROUTER.region(network);
    }

    /** Where clients' addresses are given out: all that lie in their half of the network, more than were asked for. */
    public AddressRange clients() {
        Prefix region = Role.CLIENT.region(network);
        return new AddressRange(region.first().plus(1), region.last().plus(-1));
    }

    /** How many clients {@link #clients()} has room for. */
    public long clientCapacity() {
        return Role.CLIENT.capacity(network.length());
    }

    /** The address of gateway {@code number}, from 1. */
    public IpAddress gateway(int number) {
        return address(Role.GATEWAY, number);
    }

    /** The routers' address for what arrives by gateway {@code number}, from 1. */
    public IpAddress ingressVip(int number) {
        return address(Role.INGRESS_VIP, number);
    }

    /** The address of router {@code number}, from 1. */
    public IpAddress router(int number) {
        return address(Role.ROUTER, number);
    }

    /** Next hop {@code number} of the clients, from 1. */
    public IpAddress egressVip(int number) {
        return address(Role.EGRESS_VIP, number);
    }

    /** DNS address {@code number}, from 1. */
    public IpAddress dns(int number) {
        return address(Role.DNS, number);
    }

    /** The addresses of all members of a role, in the order of their numbers. */
    public List<IpAddress> addresses(Role role) {
        return IntStream.rangeClosed(1, counts.of(role))
                .mapToObj(number -> address(role, number))
                .toList();
    }
}
