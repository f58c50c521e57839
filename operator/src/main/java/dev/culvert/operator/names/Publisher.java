package dev.culvert.operator.names;

/** Where names are kept. Looks before it writes, writes only what differs, and may be asked again at any time. */
public interface Publisher {
    /** What came of it. */
    sealed interface Result {
        /**
         * The name is as wanted.
         *
         * @param wrote whether it was not before
         */
        record Done(boolean wrote) implements Result {}

        /** Nothing was written, as a later wish is there already. */
        record Behind(long revision) implements Result {}
    }

    /**
     * Brings a name to what it should have.
     *
     * @throws NotPublished if it is not so, or not known to be
     */
    Result publish(Wanted wanted) throws NotPublished;
}
