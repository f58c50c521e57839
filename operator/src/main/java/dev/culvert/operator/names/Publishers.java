package dev.culvert.operator.names;

/** Ways to providers. */
@FunctionalInterface
public interface Publishers {
    /**
     * The way to a task's provider, with the credential as it is now.
     *
     * @throws NotPublished if there is none
     */
    Publisher to(Task task) throws NotPublished;
}
