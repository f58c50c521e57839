package dev.culvert.agent.settings;

import dev.culvert.model.net.IpAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's settings; the same file serves all nodes.
 *
 * @param nodes the nodes' addresses on the network that joins them; each finds its own among them, and those of its family lead to the others
 * @param networks the client networks
 * @param cni where CNI asks for locks; null where nobody does
 * @param folder where status is
 */
public record NodeSettings(
        List<String> nodes,
        List<Network> networks,
        @Nullable Cni cni,
        String folder) {
    public NodeSettings {
        nodes = List.copyOf(nodes);
        networks = List.copyOf(networks);
    }

    /**
     * A client network.
     *
     * @param id the VNI
     * @param port UDP port of the VXLAN that joins nodes
     * @param mtu in bytes
     */
    public record Network(int id, int port, int mtu) {}

    /**
     * The way from container runtimes to the agent.
     *
     * @param plugins where the runtime looks for CNI plugins; ours is put there
     * @param spool where plugin and agent exchange files, and where the agent remembers locks
     * @param closed by client, {@code NAMESPACE/NAME}, whether its pods are closed, or open again. Pods of whoever is not named
     *     stay as they are, and come open
     */
    public record Cni(String plugins, String spool, Map<String, Boolean> closed) {
        public Cni {
            closed = Collections.unmodifiableSortedMap(new TreeMap<>(closed));
        }
    }

    /** The nodes, parsed. */
    public List<IpAddress> addresses() {
        return nodes.stream().map(IpAddress::parse).toList();
    }
}
