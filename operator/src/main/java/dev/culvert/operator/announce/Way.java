package dev.culvert.operator.announce;

/** The way to somebody. Looks before it writes, and may be asked again at any time. */
@FunctionalInterface
public interface Way {
    /**
     * Sees to it that he knows.
     *
     * @return whether he did not know before
     * @throws NotTold if he does not, or nobody knows whether he does
     */
    boolean tell(Task.News news) throws NotTold;

    /** Ways to all kinds of recipients. */
    @FunctionalInterface
    interface Finder {
        /** The way to one; kept for as long as he is to be told. */
        Way to(Task.Recipient recipient);
    }
}
