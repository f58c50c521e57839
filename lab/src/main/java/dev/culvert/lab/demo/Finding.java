package dev.culvert.lab.demo;

/**
 * One line of the table.
 *
 * @param step what was done
 * @param what what was looked at
 * @param measured what was seen
 * @param promised what was promised of it; empty if nothing was
 * @param judgement whether that held
 */
public record Finding(String step, String what, String measured, String promised, Judgement judgement) {
    /** Whether a promise held. */
    public enum Judgement {
        HELD,
        BROKEN,
        /** Nothing was promised: the figure is for information. */
        SHOWN
    }
}
