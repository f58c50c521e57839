package dev.culvert.model.buckets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Weighted rendezvous hashing with a limit on what each member takes.
 *
 * <p>Every pair of member and bucket has a cost {@code -ln(u)/weight}, u being a hash in (0,1); the bucket wants the
 * member of least cost. A member that is wanted by more buckets than its share keeps those of least cost, the others go
 * on to their next choice (deferred acceptance, Gale and Shapley 1962). The outcome is the one stable assignment, so it
 * does not depend on the order in which buckets are served.
 */
final class Rendezvous {
    private static final int NOBODY = -1;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private Rendezvous() {}

    /**
     * Gives every bucket to one member.
     *
     * @param members in a fixed order, which breaks ties
     * @param shares how many buckets each takes; unless there are no members, their sum is the number of buckets
     * @param buckets the buckets' numbers
     * @return for each bucket, in that order, its member's index, or -1 if there are no members
     */
    static int[] assign(List<Member> members, int[] shares, int[] buckets) {
        var owners = new int[buckets.length];
        Arrays.fill(owners, NOBODY);
        if (!members.isEmpty()) {
            settle(costs(members, buckets), shares, owners);
        }
        return owners;
    }

    private static void settle(double[][] costs, int[] shares, int[] owners) {
        var refused = new boolean[costs.length][owners.length];
        var held = new ArrayList<PriorityQueue<Integer>>();
        for (double[] cost : costs) {
            held.add(new PriorityQueue<>(
                    Comparator.<Integer>comparingDouble(bucket -> -cost[bucket]).thenComparing(bucket -> bucket)));
        }
        var asking = new ArrayDeque<Integer>();
        for (int bucket = 0; bucket < owners.length; bucket++) {
            asking.add(bucket);
        }
        while (!asking.isEmpty()) {
            int bucket = asking.remove();
            int wanted = cheapest(costs, refused, bucket);
            PriorityQueue<Integer> kept = held.get(wanted);
            kept.add(bucket);
            owners[bucket] = wanted;
            if (kept.size() > shares[wanted]) {
                int dropped = kept.remove();
                owners[dropped] = NOBODY;
                refused[wanted][dropped] = true;
                asking.add(dropped);
            }
        }
    }

    private static int cheapest(double[][] costs, boolean[][] refused, int bucket) {
        int best = NOBODY;
        for (int m = 0; m < costs.length; m++) {
            if (!refused[m][bucket] && (best == NOBODY || costs[m][bucket] < costs[best][bucket])) {
                best = m;
            }
        }
        return best;
    }

    private static double[][] costs(List<Member> members, int[] buckets) {
        var costs = new double[members.size()][buckets.length];
        for (int m = 0; m < costs.length; m++) {
            long name = hash(members.get(m).name());
            for (int b = 0; b < buckets.length; b++) {
                long bits = hash(name, buckets[b]) >>> 11;
                // StrictMath: Math.log may differ in the last bit from one processor to another
                costs[m][b] =
                        -StrictMath.log((bits + 0.5) * 0x1p-53) / members.get(m).weight();
            }
        }
        return costs;
    }

    /** A hash of the name's UTF-8 (FNV-1a, then mixed) that no version of Java changes. */
    static long hash(String name) {
        long hash = FNV_OFFSET;
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** A hash of a name, given by its own hash, and a bucket. */
    static long hash(long name, int bucket) {
        return mix(name ^ mix((bucket + 1) * GOLDEN_GAMMA));
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long z) {
        long x = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        long y = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return y ^ y >>> 31;
    }
}
