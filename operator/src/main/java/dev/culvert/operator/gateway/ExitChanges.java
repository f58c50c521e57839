package dev.culvert.operator.gateway;

import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.operator.report.Happening;
import dev.culvert.operator.report.Why;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to an exit since its gateway's status was written last. */
final class ExitChanges {
    private ExitChanges() {}

    /**
     * In words. That nobody says anything of an exit is no news, nor is what is said first.
     *
     * @param view what is known of it now, and why
     */
    static List<Happening> between(ExitStatus before, ExitStatus now, ExitView view) {
        var happenings = new ArrayList<Happening>();
        if (before.healthy() && view.down()) {
            happenings.add(Happening.of(Why.ExitDown, "Exit " + view + " takes no flows any more"));
        } else if (!before.healthy() && before.witness() != null && now.healthy()) {
            happenings.add(Happening.of(Why.ExitUp, "Exit " + view + " takes flows"));
        }
        changed(view, "address", before.publicAddress(), now.publicAddress(), happenings);
        changed(view, "IPv6 address", before.publicAddress6(), now.publicAddress6(), happenings);
        changed(view, "forwarded port", before.forwardedPort(), now.forwardedPort(), happenings);
        return happenings;
    }

    /** Only from one value to another: with the tunnel they come and go. */
    private static void changed(
            ExitView view, String what, @Nullable Object before, @Nullable Object now, List<Happening> happenings) {
        if (before != null && now != null && !before.equals(now)) {
            happenings.add(Happening.of(
                    Why.ExitChanged, "Exit " + view.name() + " has another " + what + ": " + now + ", was " + before));
        }
    }
}
