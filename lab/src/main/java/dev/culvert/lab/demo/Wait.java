package dev.culvert.lab.demo;

import dev.culvert.lab.LabException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting. */
final class Wait {
    private static final Duration POLL = Duration.ofMillis(50);

    /** For what was healed: on two slow processors, which the traffic keeps busy, an agent takes half a minute to start. */
    static final Duration RETURN = Duration.ofSeconds(90);

    private Wait() {}

    /** Waits until it is so, or the patience is over; returns whether it is so. */
    static boolean until(Duration patience, BooleanSupplier so) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
