package dev.culvert.manifest.lint.tree;

/**
 * How a scalar is written, so that a place inside its text has a line and column in the file.
 *
 * @param text the characters whose places are known
 * @param line of the first of them, from 1
 * @param column of the first, from 1
 * @param indent how many columns each further line is shifted by; less than 0 if places inside cannot be told
 */
public record Source(String text, int line, int column, int indent) {
    /** A text whose inner places cannot be told, because escapes or folding moved them. */
    static Source opaque(String text, Place place) {
        return new Source(text, place.line(), place.column(), -1);
    }

    /** Where a line and column (from 1) of the text are in the file. */
    Place at(Place scalar, int innerLine, int innerColumn, String path) {
        if (indent < 0) {
            return scalar.named(path);
        }
        int outer = innerLine <= 1 ? column + innerColumn - 1 : indent + innerColumn;
        return new Place(scalar.file(), line + innerLine - 1, Math.max(1, outer), path);
    }
}
