package dev.culvert.manifest.lint.tree;

/** A text that should be JSON is none. */
public final class NotJson extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Place place;

    NotJson(Place place, String problem) {
        super(problem);
        this.place = place;
    }

    /** Where reading stopped. */
    public Place place() {
        return place;
    }
}
