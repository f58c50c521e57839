package dev.culvert.agent.router;

import dev.culvert.dataplane.Change;
import dev.culvert.dataplane.FlowTable;
import dev.culvert.dataplane.Kernel;
import dev.culvert.dataplane.RouterSpec;
import dev.culvert.dataplane.Shortcut;
import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.netlink.NftablesException;
import java.util.List;

/** Keeps the {@link Shortcut} in the kernel, and opens it when nothing that it may remember is out of date. */
final class ShortcutKeeper {
    private static final System.Logger LOG = System.getLogger("culvert.router");

    private final Kernel kernel;
    private final FlowTable flows;
    private final String link;
    private final NftTable table;
    private boolean possible = true;
    private boolean fresh = true;
    private boolean there;
    private boolean open;
    private long opens;

    ShortcutKeeper(Kernel kernel, FlowTable flows, RouterSpec spec) {
        this.kernel = kernel;
        this.flows = flows;
        link = spec.link();
        table = Shortcut.table(spec);
    }

    /** Puts right what is not as it should be, and tells what that took. */
    List<Change> repair(long now) {
        there = possible && kernel.route().link(link).isPresent();
        return there ? bring(now) : List.of();
    }

    private List<Change> bring(long now) {
        try {
            List<Change> changes = kernel.bringTo(table).stream().toList();
            if (!changes.isEmpty()) {
                // It may remember gateways where they are no longer.
                flows.shortcut(false);
            }
            boolean isOpen = flows.shortcut();
            if (!isOpen && (open || fresh || !changes.isEmpty())) {
                opens = now + Shortcut.LIFETIME.toNanos();
            }
            fresh = false;
            open = isOpen;
            return changes;
        } catch (NftablesException refused) {
            LOG.log(System.Logger.Level.INFO, "packets go without the shortcut: {0}", refused.getMessage());
            // Where the link has gone meanwhile, it was that.
            possible = kernel.route().link(link).isEmpty();
            there = false;
            return List.of();
        }
    }

    /** Opens it when it is time; {@code ending} says that flows are being ended, for which it was closed. */
    void tend(boolean ending, long now) {
        if (ending) {
            open = false;
            opens = now + Shortcut.LIFETIME.toNanos();
        } else if (there && !open && now - opens >= 0) {
            flows.shortcut(true);
            open = true;
        }
    }
}
