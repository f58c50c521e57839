package dev.culvert.manifest.validation;

import dev.culvert.model.InvalidInput;

/**
 * One thing that stands against a resource.
 *
 * @param reason the kind
 * @param field the path of the field
 * @param problem what is wrong with it
 * @param remedy what to do, in the imperative
 */
public record Finding(Reason reason, String field, String problem, String remedy) {
    static Finding of(Reason reason, String field, InvalidInput input) {
        return new Finding(reason, field, input.problem(), input.remedy());
    }

    /** As people read it. */
    public String message() {
        return field + ": " + problem + "; " + remedy;
    }

    @Override
    public String toString() {
        return reason + ": " + message();
    }
}
