package dev.culvert.operator.announce;

/** Why somebody could not be told; the message is a sentence for a condition, and holds no secret. */
public final class NotTold extends Exception {
    private static final long serialVersionUID = 1;

    /** With a sentence. */
    public NotTold(String sentence) {
        super(sentence);
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
