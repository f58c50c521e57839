package dev.culvert.agent.health;

/**
 * How long a fallen exit must carry packets before it is trusted again: 0 after the first fall, then base, doubled with each
 * further fall up to the maximum. A fall after a whole decay period of health counts as the first again.
 */
final class HoldDown {

    private static final int MOST_DOUBLINGS = 30;

    private final Timing timing;
    private int falls;

    HoldDown(Timing timing) {
        this.timing = timing;
    }

    void fell(long healthyFor) {
        falls = healthyFor >= timing.holdDownDecay() ? 1 : falls + 1;
    }

    /** The waiting time before the next rise, in nanoseconds. */
    long nanos() {
        if (falls <= 1) {
            return 0;
        }
        int doublings = Math.min(falls - 2, MOST_DOUBLINGS);
        long limit = timing.holdDownMax();
        return timing.holdDownBase() > limit >> doublings ? limit : timing.holdDownBase() << doublings;
    }
}
