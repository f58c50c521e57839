package dev.culvert.dataplane;

import dev.culvert.dataplane.Change.AppendFdb;
import dev.culvert.dataplane.Change.ReplaceFdb;
import dev.culvert.netlink.FdbEntry;
import java.util.ArrayList;
import java.util.List;

/** From the forwarding entries that are to those that should be. */
final class Forwarding {
    private Forwarding() {}

    /**
     * The steps, without removals. The plan's entries take the place of those that lead elsewhere, but one that follows its address
     * stays wherever it has gone; of where to flood there may be many.
     */
    static List<Change> between(NamespacePlan plan, Observed observed) {
        var changes = new ArrayList<Change>();
        for (FdbEntry wanted : plan.fdb()) {
            boolean flood = wanted.mac().equals(FdbEntry.FLOOD);
            List<FdbEntry> same = observed.fdb().stream()
                    .filter(entry ->
                            entry.mac().equals(wanted.mac()) && entry.link().equals(wanted.link()))
                    .toList();
            boolean stands = same.contains(wanted) || (!same.isEmpty() && !flood && follows(wanted));
            if (!stands) {
                changes.add(same.isEmpty() || flood ? new AppendFdb(wanted) : new ReplaceFdb(wanted));
            }
        }
        return changes;
    }

    private static boolean follows(FdbEntry entry) {
        return switch (entry.lifetime()) {
            case DYNAMIC, EXTERNAL -> true;
            case PERMANENT, STATIC -> false;
        };
    }
}
