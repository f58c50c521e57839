package dev.culvert.lab.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the report.
 *
 * @param benchmark its benchmark's name
 * @param what was measured
 * @param unit of both figures; empty for a count
 * @param ours our figure
 * @param peer the peer's in the same run; null if there is none
 * @param against what the peer is; empty if there is none
 * @param target what is to be reached, in words; empty if the figure is only shown
 * @param met whether it was; true if there is nothing to reach
 * @param detail how often it was measured, the spread, and what a reader must know
 */
public record Row(
        String benchmark,
        String what,
        String unit,
        double ours,
        @Nullable Double peer,
        String against,
        String target,
        boolean met,
        String detail) {

    /** A figure without a peer. */
    public static Row of(String benchmark, String what, String unit, double ours) {
        return new Row(benchmark, what, unit, ours, null, "", "", true, "");
    }

    /** Beside a peer's. */
    public Row against(String name, double figure) {
        return new Row(benchmark, what, unit, ours, figure, name, target, met, detail);
    }

    /** Beside a peer of which there is no figure from this run, only what is documented. */
    public Row documented(String words) {
        return new Row(benchmark, what, unit, ours, null, words, target, met, detail);
    }

    /** With what a reader must know. */
    public Row noting(String words) {
        return new Row(benchmark, what, unit, ours, peer, against, target, met, words);
    }

    /** To be at most that. */
    public Row atMost(double most) {
        return aim("≤ " + text(most, unit), ours <= most);
    }

    /** To be exactly that. */
    public Row exactly(double value) {
        return aim(text(value, unit), ours == value);
    }

    /** To be that share of the peer's, or more. */
    public Row ratioAtLeast(double least) {
        return aim("ratio ≥ %s".formatted(number(least)), ratio() >= least);
    }

    private Row aim(String words, boolean reached) {
        return new Row(benchmark, what, unit, ours, peer, against, words, reached, detail);
    }

    /** Ours by the peer's; not a number without a peer. */
    double ratio() {
        return peer == null ? Double.NaN : ours / peer;
    }

    /** Our figure for people. */
    public String oursText() {
        return text(ours, unit);
    }

    /** The peer's figure for people; empty without one. */
    public String peerText() {
        return peer == null ? "" : text(peer, unit);
    }

    /** The ratio for people; empty without a peer, and where nothing can be divided. */
    public String ratioText() {
        double ratio = ratio();
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "";
    }

    /** Whether the target was reached, for people; empty if there is none. */
    public String verdict() {
        return target.isEmpty() ? "" : met ? "yes" : "NO";
    }

    private static String text(double value, String unit) {
        return unit.isEmpty() ? number(value) : number(value) + " " + unit;
    }

    /** Three significant digits, and whole from a hundred on. */
    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) || size >= 99.95) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 9.995 ? "%.1f" : size >= 0.9995 ? "%.2f" : "%.3f", value);
    }
}
