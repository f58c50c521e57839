package dev.culvert.agent.cni;

import dev.culvert.agent.WayOut;
import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.dataplane.NameRedirect;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.RouteSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a client's namespace: all that it takes to put it, to close it for good and to open it again, which is what the
 * agent remembers.
 *
 * @param namespace the pod's network namespace, as a file
 * @param inode the namespace's number, by which another one under the same name is known
 * @param link the interface that leads into the VPN
 * @param uplink the pod's first
 * @param local the networks that are reached by that
 * @param names who resolves the client's names, if gateways do
 * @param client whose pod it is, {@code NAMESPACE/NAME}; empty if nobody said
 * @param closed whether nothing leaves by {@code link}
 */
record Lock(
        String namespace,
        long inode,
        String link,
        String uplink,
        List<String> local,
        @Nullable NamesSettings names,
        String client,
        boolean closed) {
    Lock {
        local = List.copyOf(local);
    }

    /** As it is when clients are to be closed or open: one that is not among them stays as it is. */
    Lock told(Map<String, Boolean> closings) {
        boolean now = closings.getOrDefault(client, closed);
        return new Lock(namespace, inode, link, uplink, local, names, client, now);
    }

    /** The file that it is remembered in. */
    String file() {
        return inode + "-" + link + ".json";
    }

    /**
     * What is put into the namespace.
     *
     * @param route in that namespace
     */
    NamespacePlan plan(RouteSocket route) {
        PrefixSet prefixes = PrefixSet.parse(local.toArray(String[]::new));
        Optional<NameRedirect> redirect = Optional.ofNullable(names).map(NamesSettings::redirect);
        return closed
                ? WayOut.closed(link, uplink, prefixes, redirect, route)
                : WayOut.attached(link, uplink, prefixes, redirect, route);
    }

    @Override
    public String toString() {
        return (client.isEmpty() ? "" : client + ", ") + namespace + ", " + link;
    }
}
