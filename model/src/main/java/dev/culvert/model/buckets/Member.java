package dev.culvert.model.buckets;

import dev.culvert.model.InvalidInput;

/**
 * One exit among those that share the flows.
 *
 * @param name its name; with the weight, all that decides which buckets it gets
 * @param id its mark in the kernel's tables, 1 to 255
 * @param weight its share relative to the others', 1 to 1,000,000
 */
public record Member(String name, int id, int weight) {
    /**
     * Refuses values out of range.
     *
     * @throws InvalidInput naming the value and its range
     */
    public Member {
        if (name.isEmpty()) {
            throw new InvalidInput("name", "an exit has no name", "give it one");
        }
        if (id < 1 || id > 255) {
            throw new InvalidInput("id", name + " has id " + id, "take a number from 1 to 255");
        }
        if (weight < 1 || weight > 1_000_000) {
            throw new InvalidInput(
                    "weight", name + " has weight " + weight, "take a number from 1 to 1000000, or leave the exit out");
        }
    }

    /** An exit of weight 1. */
    public Member(String name, int id) {
        this(name, id, 1);
    }
}
