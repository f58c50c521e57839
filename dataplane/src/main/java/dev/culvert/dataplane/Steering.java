package dev.culvert.dataplane;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which bucket leads to which gateway, whose flows are being ended, and who is asked for names: the part of a router that changes
 * with health.
 */
public final class Steering {
    /** Refuses everything. */
    public static final Steering CLOSED = new Steering(new int[RouterPlan.BUCKETS], Set.of());

    private final int[] marks;
    private final Set<Integer> members;
    private final Set<Integer> lost;
    private final NameSteering names;

    /** Without resolvers. */
    public Steering(int[] marks, Set<Integer> lost) {
        this(marks, lost, NameSteering.NONE);
    }

    /**
     * A steering.
     *
     * @param marks gateway id by bucket; 0 refuses
     * @param lost ids of gateways whose pinned flows are ended
     * @param names where what is asked of the resolvers goes
     */
    public Steering(int[] marks, Set<Integer> lost, NameSteering names) {
        this.marks = marks.clone();
        this.members = IntStream.of(marks).filter(mark -> mark != 0).boxed().collect(Collectors.toUnmodifiableSet());
        this.lost = Set.copyOf(lost);
        this.names = names;
    }

    /** Where what is asked of the resolvers goes. */
    public NameSteering names() {
        return names;
    }

    /** The ids of gateways whose pinned flows are ended. */
    public Set<Integer> lost() {
        return lost;
    }

    /** The gateways that take new flows. */
    public Set<Integer> members() {
        return members;
    }

    /** The nft commands, one transaction, that lead from another steering to this one; empty if they are the same. */
    public String changesFrom(Steering before) {
        return command(
                        "delete",
                        "buckets",
                        moved(before)
                                .filter(bucket -> before.marks[bucket] != 0)
                                .mapToObj(RouterPlan::bucketMark))
                + command(
                        "add",
                        "buckets",
                        moved(before)
                                .filter(bucket -> marks[bucket] != 0)
                                .mapToObj(bucket -> RouterPlan.bucketMark(bucket) + " : " + marks[bucket]))
                + command("add", "lost", without(lost, before.lost))
                + command("delete", "lost", without(before.lost, lost))
                + names.changesFrom(before.names);
    }

    private IntStream moved(Steering before) {
        return IntStream.range(0, marks.length).filter(bucket -> marks[bucket] != before.marks[bucket]);
    }

    static Stream<String> without(Set<Integer> one, Set<Integer> other) {
        return one.stream().filter(id -> !other.contains(id)).map(String::valueOf);
    }

    static String command(String verb, String set, Stream<String> elements) {
        String all = elements.collect(Collectors.joining(", "));
        return all.isEmpty() ? "" : verb + " element inet " + RouterPlan.TABLE + " " + set + " { " + all + " }\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Steering that
                && Arrays.equals(marks, that.marks)
                && lost.equals(that.lost)
                && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(marks) + lost.hashCode()) + names.hashCode();
    }

    @Override
    public String toString() {
        String asked = names.detours().isEmpty() ? "" : ", names to " + names;
        return "to " + members() + asked + (lost.isEmpty() ? "" : ", ending the flows of " + lost);
    }
}
