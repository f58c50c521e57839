package dev.culvert.model.buckets;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Who gets a bucket among those who are there, where nobody knows who else there may be: each bucket has an order of all names,
 * the same for ever and everywhere, and goes to the first. A name that comes takes buckets for itself alone, one that
 * goes leaves others' alone; so shares are even only about. ({@link BucketTable} has exact shares of members that are known, and keeps others'
 * buckets only while these are away.)
 *
 * <p>Rendezvous hashing, in which a name's score at a bucket is the place of its hash among its hashes at all buckets. So every name has every score once, and shares differ
 * less than with hashes as scores: by half to three quarters as much.
 */
public final class Preferences {
    private Preferences() {}

    /**
     * Each bucket's first among the names; their order and repetitions play no part.
     *
     * @param names one at least
     * @param buckets how many there are, 1 or more
     */
    public static List<String> first(Collection<String> names, int buckets) {
        var owners = new String[buckets];
        var places = new int[buckets];
        var hashes = new long[buckets];
        Arrays.fill(places, -1);
        for (String name : names.stream().sorted().toList()) {
            long[] own = hashes(name, buckets);
            long[] sorted = LongStream.of(own).sorted().toArray();
            for (int bucket = 0; bucket < buckets; bucket++) {
                int place = Arrays.binarySearch(sorted, own[bucket]);
                if (place > places[bucket] || (place == places[bucket] && own[bucket] > hashes[bucket])) {
                    owners[bucket] = name;
                    places[bucket] = place;
                    hashes[bucket] = own[bucket];
                }
            }
        }
        return List.of(owners);
    }

    private static long[] hashes(String name, int buckets) {
        long hash = Rendezvous.hash(name);
        return IntStream.range(0, buckets)
                .mapToLong(bucket -> Rendezvous.hash(hash, bucket))
                .toArray();
    }
}
