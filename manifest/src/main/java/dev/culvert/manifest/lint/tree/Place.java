package dev.culvert.manifest.lint.tree;

/**
 * Where something was written.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 * @param path in the document, {@code spec.template.metadata}
 */
public record Place(String file, int line, int column, String path) {
    /** The path of a key below this one. */
    String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The same line and column under another path. */
    Place named(String otherPath) {
        return new Place(file, line, column, otherPath);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
