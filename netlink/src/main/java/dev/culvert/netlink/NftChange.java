package dev.culvert.netlink;

import java.util.Set;

/** Something in nftables changed. */
public sealed interface NftChange {
    /** A table, such as {@code inet demo}. */
    record Table(String family, String name) {
        @Override
        public String toString() {
            return family + " " + name;
        }
    }

    /**
     * A transaction.
     *
     * @param tables that it changed
     * @param generation the ruleset's number after it
     * @param changer the thread that made it, as {@link NftMonitor#changer()} tells for the calling one
     * @param changerName that thread's name in the kernel (15 bytes)
     */
    record Committed(Set<Table> tables, long generation, int changer, String changerName) implements NftChange {
        public Committed {
            tables = Set.copyOf(tables);
        }
    }

    /** Notifications were lost because nobody read them in time, or a transaction was very large: read everything anew. */
    record Overrun() implements NftChange {}
}
