package dev.culvert.agent.node;

import dev.culvert.agent.cni.Locks;
import java.util.List;

/**
 * What is true of a node now, as its status file has it.
 *
 * @param role always {@code node}
 * @param ready whether every network and every lock is as it should be
 * @param networks each of them
 * @param locks of clients' pods on this node
 * @param detail why newer settings are not used; empty if there are none
 * @param repairs how often the kernel was found changed and was repaired
 */
public record NodeStatus(
        String role, boolean ready, List<NetworkStatus> networks, Locks.State locks, String detail, long repairs) {
    /**
     * A client network on this node.
     *
     * @param problem why it is not as it should be, and what to do; empty if it is
     */
    public record NetworkStatus(int id, String problem) {}
}
