package dev.culvert.agent;

import dev.culvert.dataplane.Kernel;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What stands in a namespace until a lock does: before the first program of a pod that will forward, and where an agent cannot use
 * its settings. A lock that stands already is the better one and stays alone.
 */
public final class Seal {
    private static final String NAME = "culvert_sealed";
    private static final String FORWARD = "chain forward { type filter hook forward priority filter; policy drop; }\n";

    private Seal() {}

    /**
     * Closes a namespace that has no lock yet: nothing is sent or forwarded.
     *
     * @param resolvers whom the agent asks for a name that its settings hold, to which queries pass
     */
    static void close(Collection<IpAddress> resolvers) {
        String asked = resolvers.stream()
                .map(resolver -> "%s daddr %s th dport 53 accept; "
                        .formatted(resolver.family() == Family.IPV4 ? "ip" : "ip6", resolver))
                .collect(Collectors.joining());
        try (var kernel = new Kernel()) {
            seal(
                    kernel,
                    FORWARD
                            + "chain output { type filter hook output priority filter; policy drop; oifname \"lo\" accept; "
                            + asked + "}\n");
        }
    }

    /** Closes what a namespace forwards, before its first program: a pod may inherit forwarding from its node. */
    public static void closeForwarding(Kernel kernel) {
        seal(kernel, FORWARD);
    }

    /** Whether a seal or a lock stands. */
    public static boolean stands(Kernel kernel) {
        return kernel.nftables().list("tables").contains("culvert_");
    }

    private static void seal(Kernel kernel, String chains) {
        if (!kernel.nftables().list("tables").replace(NAME, "").contains("culvert_")) {
            kernel.nftables()
                    .run("table inet %1$s\ndelete table inet %1$s\ntable inet %1$s {\n%2$s}\n".formatted(NAME, chains));
        }
    }

    /** Takes the seal away, if there is one; to be called once the lock is in place. */
    public static void open(Kernel kernel) {
        if (kernel.nftables().list("tables").contains(NAME)) {
            kernel.nftables().run("delete table inet " + NAME);
        }
    }
}
