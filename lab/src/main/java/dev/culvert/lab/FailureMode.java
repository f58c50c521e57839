package dev.culvert.lab;

import java.util.Locale;

/** How a host fails. */
public enum FailureMode {
    /**
     * All its processes get SIGKILL; tunnels of the kernel's own engine go as one in a process would. A router loses its network as
     * well, as when a node loses a pod.
     */
    KILL,
    /** All its processes get SIGSTOP. */
    HANG,
    /** Its tunnel swallows every packet, while the engine and its health page look well. */
    BLACKHOLE;

    /** The word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In messages and in the command line's help. */
    @Override
    public String toString() {
        return word();
    }
}
