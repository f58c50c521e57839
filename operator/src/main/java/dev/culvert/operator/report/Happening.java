package dev.culvert.operator.report;

import io.fabric8.kubernetes.api.model.Condition;

/**
 * What becomes an event.
 *
 * @param reason one word
 * @param message for people
 * @param warning whether somebody should look at it
 */
public record Happening(String reason, String message, boolean warning) {
    /** That a condition is no longer what it was. */
    static Happening of(Condition condition, boolean warning) {
        return new Happening(
                condition.getReason(),
                condition.getType() + " is " + condition.getStatus() + ": " + condition.getMessage(),
                warning);
    }

    /** Something that a reason of ours names. */
    public static Happening of(Why why, String message) {
        return new Happening(why.name(), message, why.warning());
    }
}
