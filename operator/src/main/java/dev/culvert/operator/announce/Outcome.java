package dev.culvert.operator.announce;

/** What came of a task, last. */
public sealed interface Outcome {
    /** What was tried. */
    Task task();

    /** He knows. */
    record Told(Task task) implements Outcome {}

    /** He does not, or nobody knows; it is tried again. */
    record Failed(Task task, String message) implements Outcome {}
}
