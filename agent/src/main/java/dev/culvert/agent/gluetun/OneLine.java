package dev.culvert.agent.gluetun;

/** A stranger's text made fit for a message: one line, printable, not long. */
final class OneLine {

    private static final int LONGEST = 160;

    private OneLine() {}

    static String of(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        if (line.isEmpty()) {
            return "(nothing)";
        }
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
