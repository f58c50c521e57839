package dev.culvert.manifest.lint.rules;

/** How bad a mistake is, the worst first. */
public enum Severity {
    /** It leaks, or it does not work. */
    ERROR,
    /** It leaks or breaks under conditions that files do not show. */
    WARNING,
    /** Worth knowing. */
    INFO;

    /** Whether it is at least as bad as another. */
    public boolean reaches(Severity threshold) {
        return compareTo(threshold) <= 0;
    }
}
