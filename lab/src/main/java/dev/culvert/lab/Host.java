package dev.culvert.lab;

import java.util.Optional;

/**
 * One host: a network namespace of the same name.
 *
 * @param name its name, as in {@code lab exec} and in DNS
 * @param role what it is
 * @param index its number among its role, from 1
 * @param node for a pod, the node it runs on
 * @param v4 its first IPv4 address, where it has one
 * @param v6 its first global IPv6 address, where it has one
 */
public record Host(
        String name, HostRole role, int index, Optional<String> node, Optional<String> v4, Optional<String> v6) {

    /** The interface that holds {@link #v4} and {@link #v6}. */
    public static final String PRIMARY = "eth0";

    /** Whether this host was attached to its node by CNI. */
    public boolean isPod() {
        return node.isPresent();
    }
}
