package dev.culvert.netlink;

/** A task that may fail. */
@FunctionalInterface
public interface ThrowingRunnable {
    /** Does it. */
    void run() throws Exception;
}
