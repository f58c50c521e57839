package dev.culvert.model;

/**
 * Something the user wrote cannot be used. Says which field, what is wrong with it, and what to write instead; a
 * message of this type is shown to people as it stands.
 */
public final class InvalidInput extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String problem;
    private final String remedy;

    /**
     * @param field the name or path of what was wrong, as the user knows it
     * @param problem what is wrong, naming the value unless it is secret
     * @param remedy what to do, in the imperative
     */
    public InvalidInput(String field, String problem, String remedy) {
        super(field + ": " + problem + "; " + remedy);
        this.field = field;
        this.problem = problem;
        this.remedy = remedy;
    }

    /** The same complaint about the field as the caller knows it: {@code spec.local[2]} instead of {@code prefix}. */
    public InvalidInput at(String path) {
        var moved = new InvalidInput(path, problem, remedy);
        moved.initCause(this);
        return moved;
    }

    /** The name or path of what was wrong. */
    public String field() {
        return field;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
