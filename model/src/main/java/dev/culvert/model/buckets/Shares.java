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
}
