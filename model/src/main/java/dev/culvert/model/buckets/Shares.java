package dev.culvert.model.buckets;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many buckets each member gets: its weight's share, rounded by largest remainder so that the sum is exact. No share
 * is off by a whole bucket; one much below a bucket may come out as none.
 */
final class Shares {
    private Shares() {}

    /** Shares in the order of the members, which are sorted by name; equal remainders are served by hash of the name. */
    static int[] of(List<Member> members, int buckets) {
        long total = members.stream().mapToLong(Member::weight).sum();
        int[] shares = members.stream()
                .mapToInt(member -> (int) ((long) buckets * member.weight() / total))
                .toArray();
        int left = members.isEmpty() ? 0 : buckets - IntStream.of(shares).sum();
        IntStream.range(0, members.size())
                .boxed()
                .sorted(Comparator.comparingLong(
                                (Integer i) -> -((long) buckets * members.get(i).weight() % total))
                        .thenComparingLong(i -> Rendezvous.hash(members.get(i).name())))
                .limit(left)
                .forEach(i -> shares[i]++);
        return shares;
    }

    /**
     * How many buckets more each takes, of those that others had, to come to its share. Rounding may have given one more before than it
     * has a right to now: it keeps that, and the others take less, a bucket each.
     *
     * @param had how many each has already, in the order of the members
     */
    static int[] missing(List<Member> members, int[] had, int buckets) {
        int[] shares = of(members, buckets);
        int[] missing = IntStream.range(0, shares.length)
                .map(i -> Math.max(0, shares[i] - had[i]))
                .toArray();
        int free = buckets - IntStream.of(had).sum();
        int tooMany = IntStream.of(missing).sum() - free;
        IntStream.range(0, missing.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -missing[i])
                        .thenComparingLong(i -> Rendezvous.hash(members.get(i).name())))
                .limit(Math.max(0, tooMany))
                .forEach(i -> missing[i]--);
        return missing;
    }
}
