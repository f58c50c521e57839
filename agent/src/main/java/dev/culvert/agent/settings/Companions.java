package dev.culvert.agent.settings;

import java.util.List;

/**
 * The programs that run beside an agent and outlive it, each in a container of its own: how they are started. What they
 * run is written by the agent into the folder that its settings name, so they wait for it. A container's first process ignores SIGTERM
 * unless it says otherwise, and its pod would wait for the end of its grace.
 */
public final class Companions {
    /** The script that runs keepalived. */
    public static final String KEEPALIVED = "keepalived.sh";

    /** The script that declares a router unfit whose agent is dead. */
    public static final String WATCHDOG = "watchdog.sh";

    /** The script that runs the resolver. */
    public static final String RESOLVER = "resolver.sh";

    private Companions() {}

    /** The command that runs keepalived, and reloads it when its configuration changes. */
    public static List<String> keepalived(String folder) {
        return waiting(folder + "/" + KEEPALIVED);
    }

    /** The command that watches the agent. */
    public static List<String> watchdog(String folder) {
        return waiting(folder + "/" + WATCHDOG);
    }

    /** The command that runs the resolver, and starts it anew when it ended or its configuration changed. */
    public static List<String> resolver(String folder) {
        return waiting(folder + "/" + RESOLVER);
    }

    private static List<String> waiting(String script) {
        return List.of(
                "sh", "-c", "trap 'exit 0' TERM INT; until [ -e \"$0\" ]; do sleep 0.1; done; exec sh \"$0\"", script);
    }
}
