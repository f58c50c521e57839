package dev.culvert.lab.bench;

import dev.culvert.lab.LabException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting while others work. */
final class Wait {
    private static final Duration POLL = Duration.ofMillis(5);

    private Wait() {}

    /** Until something holds; looks every few milliseconds. */
    static void until(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new LabException("after %d s still not: %s".formatted(patience.toSeconds(), what));
            }
            pause(POLL);
        }
    }

    /** For as long as a protocol's own timers take. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
