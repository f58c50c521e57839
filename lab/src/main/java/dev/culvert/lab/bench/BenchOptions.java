package dev.culvert.lab.bench;

/**
 * How thoroughly to measure.
 *
 * @param runs repetitions of what is repeated; 0 for each benchmark's own number
 * @param quick fewer and shorter measurements, to see that all works: the figures are no figures to publish
 */
public record BenchOptions(int runs, boolean quick) {
    /** The repetitions: as asked for, else one of these. */
    int runs(int thorough, int quickly) {
        return runs > 0 ? runs : quick ? quickly : thorough;
    }
}
