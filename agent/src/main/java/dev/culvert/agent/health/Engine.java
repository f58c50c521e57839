package dev.culvert.agent.health;

/** The engine's word: down only when said {@code engineFall} times in a row, and forgotten when it is old. */
final class Engine {

    /** A word older than this many engine intervals says nothing about now. */
    private static final int STALE_AFTER_INTERVALS = 3;

    private final Timing timing;
    private EngineReport word = EngineReport.UNKNOWN;
    private long saidAt;
    private int downs;

    Engine(Timing timing) {
        this.timing = timing;
    }

    /** A report of UNKNOWN neither confirms nor clears what was said before. */
    void reported(long now, EngineReport report) {
        if (report == EngineReport.UNKNOWN) {
            return;
        }
        downs = report == EngineReport.UP ? 0 : word(now) == EngineReport.DOWN ? downs + 1 : 1;
        word = report;
        saidAt = now;
    }

    boolean down(long now) {
        return word(now) == EngineReport.DOWN && downs >= timing.engineFall();
    }

    EngineReport word(long now) {
        boolean stale = now - saidAt > STALE_AFTER_INTERVALS * timing.engineInterval();
        return stale ? EngineReport.UNKNOWN : word;
    }
}
