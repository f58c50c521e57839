package dev.culvert.dataplane;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;

/** Which bucket leads to which gateway, and whose flows are being ended: the part of a router that changes with health. */
public final class Steering {
    /** Refuses everything. */
    public static final Steering CLOSED = new Steering(new int[RouterPlan.BUCKETS], Set.of());

    private final int[] marks;
    private final Set<Integer> lost;

    /**
     * A steering.
     *
     * @param marks gateway id by bucket; 0 refuses
     * @param lost ids of gateways whose pinned flows are ended
     */
    public Steering(int[] marks, Set<Integer> lost) {
        this.marks = marks.clone();
        this.lost = Set.copyOf(lost);
    }

    /** The ids of gateways whose pinned flows are ended. */
    public Set<Integer> lost() {
        return lost;
    }

    /** The gateways that take new flows. */
    public Set<Integer> members() {
        var members = new HashSet<Integer>();
        for (int mark : marks) {
            if (mark != 0) {
                members.add(mark);
            }
        }
        return members;
    }

    /** The nft commands, one transaction, that lead from another steering to this one; empty if they are the same. */
    public String changesFrom(Steering before) {
        var stale = new StringJoiner(", ");
        var fresh = new StringJoiner(", ");
        for (int bucket = 0; bucket < marks.length; bucket++) {
            if (marks[bucket] == before.marks[bucket]) {
                continue;
            }
            int key = RouterPlan.BUCKET_OFFSET + bucket;
            if (before.marks[bucket] != 0) {
                stale.add(Integer.toString(key));
            }
            if (marks[bucket] != 0) {
                fresh.add(key + " : " + marks[bucket]);
            }
        }
        var newlyLost = new StringJoiner(", ");
        lost.stream().filter(id -> !before.lost.contains(id)).forEach(id -> newlyLost.add(id.toString()));
        var forgotten = new StringJoiner(", ");
        before.lost.stream().filter(id -> !lost.contains(id)).forEach(id -> forgotten.add(id.toString()));
        return command("delete", "buckets", stale)
                + command("add", "buckets", fresh)
                + command("add", "lost", newlyLost)
                + command("delete", "lost", forgotten);
    }

    private static String command(String verb, String set, StringJoiner elements) {
        return elements.length() == 0
                ? ""
                : verb + " element inet " + RouterPlan.TABLE + " " + set + " { " + elements + " }\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Steering that && Arrays.equals(marks, that.marks) && lost.equals(that.lost);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(marks) + lost.hashCode();
    }

    @Override
    public String toString() {
        return "to " + members() + (lost.isEmpty() ? "" : ", ending the flows of " + lost);
    }
}
