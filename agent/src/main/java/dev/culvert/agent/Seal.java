package dev.culvert.agent;

import dev.culvert.dataplane.Kernel;

/**
 * What an agent leaves that cannot use its settings: nothing is sent or forwarded, until one that can has its lock in
 * place. A lock that stands already is the better one and stays alone.
 */
public final class Seal {
    private static final String NAME = "culvert_sealed";
    private static final String ANY_OF_OURS = "culvert_";

    private Seal() {}

    /** Closes a namespace that has no lock yet. */
    static void close() {
        try (var kernel = new Kernel()) {
            if (!kernel.nftables().list("tables").contains(ANY_OF_OURS)) {
                kernel.nftables().run("""
                        table inet culvert_sealed {
                          chain output { type filter hook output priority filter; policy drop; oifname "lo" accept; }
                          chain forward { type filter hook forward priority filter; policy drop; }
                        }
                        """);
            }
        }
    }

    /** Takes the seal away, if there is one; to be called once the lock is in place. */
    public static void open(Kernel kernel) {
        if (kernel.nftables().list("tables").contains(NAME)) {
            kernel.nftables().run("delete table inet " + NAME);
        }
    }
}
