package dev.culvert.model.wireguard;

import java.util.List;

/** What came of reading a configuration file. */
public sealed interface Parsed {
    /** What deserves attention but does not stop the tunnel; by line. */
    List<Problem> warnings();

    /**
     * The file can be used.
     *
     * @param config what it says
     * @param warnings by line, often empty
     */
    record Valid(WireGuardConfig config, List<Problem> warnings) implements Parsed {}

    /**
     * The file cannot be used.
     *
     * @param errors all that must be mended, by line, at least one
     * @param warnings by line, often empty
     */
    record Invalid(List<Problem> errors, List<Problem> warnings) implements Parsed {}
}
