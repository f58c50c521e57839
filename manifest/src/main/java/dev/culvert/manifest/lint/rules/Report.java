package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.Place;

/** Where a rule says what it found. */
@FunctionalInterface
public interface Report {
    /** A mistake at a place; the message says what is wrong there, and never holds a secret. */
    void found(Place at, String message);

    /** A mistake in a node. */
    default void found(Node at, String message) {
        found(at.place(), message);
    }
}
