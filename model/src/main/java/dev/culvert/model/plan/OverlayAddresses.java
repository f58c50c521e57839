package dev.culvert.model.plan;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.Collection;
import java.util.Optional;

/**
 * The addresses on an overlay, by arithmetic: pods' from the bottom, each at its offset within the cluster's pod networks,
 * which are packed one after the other in their order; gateways' and VIPs' at the top. So nobody leases an address, and
 * whoever sees one knows the pod that has it.
 *
 * @param network the overlay, IPv4
 * @param podNetworks the cluster's pod networks, IPv4
 */
public record OverlayAddresses(Prefix network, PrefixSet podNetworks) {
    /** Addresses at the top that are no pod's: 256 for gateways, 256 for VIPs. */
    public static final int RESERVED = 512;

    /** The highest number of a gateway or a VIP. */
    public static final int HIGHEST = 255;

    private static final String FIELD = "overlay network";
    private static final int HALF = RESERVED / 2;

    /**
     * Refuses a network without room.
     *
     * @throws InvalidInput naming the length that would fit
     */
    public OverlayAddresses {
        requireV4(network);
        podNetworks.prefixes().forEach(OverlayAddresses::requireV4);
        if (podNetworks.isEmpty()) {
            throw new InvalidInput("pod networks", "there are none", "name the cluster's, as in 10.244.0.0/16");
        }
        if (podNetworks.overlaps(network)) {
            throw new InvalidInput(
                    FIELD, network + " overlaps the pod networks " + podNetworks, "take another network");
        }
        long needed = size(podNetworks) + RESERVED;
        if (network.size() < needed) {
            int length = 32 - (64 - Long.numberOfLeadingZeros(needed - 1));
            throw new InvalidInput(
                    FIELD,
                    network + " has " + network.size() + " addresses; the pod networks " + podNetworks
                            + " and the gateways need " + needed,
                    length > 0 ? "take a /" + length : "name smaller pod networks");
        }
    }

    /** The same, of prefixes in any order. */
    public static OverlayAddresses of(Prefix network, Collection<Prefix> podNetworks) {
        return new OverlayAddresses(network, PrefixSet.of(podNetworks));
    }

    private static void requireV4(Prefix prefix) {
        if (prefix.family() != Family.IPV4) {
            throw new InvalidInput(FIELD, prefix + " is IPv6, the overlay is IPv4", "name IPv4 networks alone");
        }
    }

    private static long size(PrefixSet prefixes) {
        return prefixes.prefixes().stream().mapToLong(Prefix::size).sum();
    }

    /** The overlay address of the pod with that address; empty if it is in none of the pod networks. */
    public Optional<IpAddress> ofPod(IpAddress pod) {
        long before = 0;
        for (Prefix prefix : podNetworks.prefixes()) {
            if (prefix.contains(pod)) {
                return Optional.of(
                        network.host(before + pod.low() - prefix.network().low()));
            }
            before += prefix.size();
        }
        return Optional.empty();
    }

    /** The address of the pod with that overlay address; empty if it is no pod's. */
    public Optional<IpAddress> podOf(IpAddress address) {
        if (!network.contains(address)) {
            return Optional.empty();
        }
        long offset = address.low() - network.network().low();
        for (Prefix prefix : podNetworks.prefixes()) {
            if (offset < prefix.size()) {
                return Optional.of(prefix.host(offset));
            }
            offset -= prefix.size();
        }
        return Optional.empty();
    }

    /** The address of the gateway with that number, 1 to 255. */
    public IpAddress gateway(int number) {
        return top(number, 0);
    }

    /** The VIP with that number, 1 to 254. */
    public IpAddress vip(int number) {
        if (number == HIGHEST) {
            throw new InvalidInput("vip", "number 255 would be the network's broadcast address", "take 1 to 254");
        }
        return top(number, HALF);
    }

    private IpAddress top(int number, int from) {
        if (number < 1 || number > HIGHEST) {
            throw new InvalidInput("number", number + " is none of a gateway or VIP", "take 1 to 255");
        }
        return network.host(network.size() - RESERVED + from + number);
    }
}
