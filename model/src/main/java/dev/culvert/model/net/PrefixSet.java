package dev.culvert.model.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A set of addresses of both families. However it was made, equal sets hold the same list of prefixes: the shortest
 * one, sorted. Operations on n prefixes take O(n log n).
 *
 * @param prefixes the fewest prefixes that hold exactly the set's addresses, in order, IPv4 first
 */
public record PrefixSet(List<Prefix> prefixes) {

    /** The set without addresses. */
    public static final PrefixSet EMPTY = new PrefixSet(List.of());

    /** Takes any prefixes, in any order, overlapping or not, and keeps their shortest form. */
    public PrefixSet {
        prefixes = List.copyOf(
                split(merge(prefixes.stream().map(Range::of).sorted().toList())));
    }

    /** The union of the prefixes. */
    public static PrefixSet of(Collection<Prefix> prefixes) {
        return new PrefixSet(List.copyOf(prefixes));
    }

    /** The union of the prefixes. */
    public static PrefixSet of(Prefix... prefixes) {
        return new PrefixSet(List.of(prefixes));
    }

    /** The union of the prefixes, each as {@link Prefix#parse} reads it. */
    public static PrefixSet parse(String... prefixes) {
        return new PrefixSet(Stream.of(prefixes).map(Prefix::parse).toList());
    }

    /** True if there is no address in it. */
    public boolean isEmpty() {
        return prefixes.isEmpty();
    }

    /** True if the address is in the set. */
    public boolean contains(IpAddress address) {
        return contains(Prefix.host(address));
    }

    /** True if every address of the prefix is in the set. */
    public boolean contains(Prefix prefix) {
        // the shortest form is disjoint, so only the last prefix that starts no later can contain it
        int at = Collections.binarySearch(prefixes, prefix);
        int candidate = at >= 0 ? at : -at - 2;
        return candidate >= 0 && prefixes.get(candidate).contains(prefix);
    }

    /** True if the prefix and the set share an address. */
    public boolean overlaps(Prefix prefix) {
        return !intersection(of(prefix)).isEmpty();
    }

    /** The addresses of one family. */
    public PrefixSet only(Family family) {
        return new PrefixSet(prefixes.stream().filter(p -> p.family() == family).toList());
    }

    /** The addresses in either set. */
    public PrefixSet union(PrefixSet other) {
        return new PrefixSet(
                Stream.concat(prefixes.stream(), other.prefixes.stream()).toList());
    }

    /** The addresses in both sets. */
    public PrefixSet intersection(PrefixSet other) {
        var common = new ArrayList<Prefix>();
        int i = 0;
        int j = 0;
        // of two prefixes that overlap, the longer one is their intersection
        while (i < prefixes.size() && j < other.prefixes.size()) {
            Prefix mine = prefixes.get(i);
            Prefix theirs = other.prefixes.get(j);
            if (mine.contains(theirs)) {
                common.add(theirs);
            } else if (theirs.contains(mine)) {
                common.add(mine);
            }
            if (mine.last().compareTo(theirs.last()) < 0) {
                i++;
            } else {
                j++;
            }
        }
        return new PrefixSet(common);
    }

    /** The addresses of the family that are not in the set; what the set holds of the other family plays no part. */
    public PrefixSet complement(Family family) {
        var gaps = new ArrayList<Range>();
        IpAddress next = family.all().first();
        IpAddress end = family.all().last();
        for (Range range : merge(only(family).prefixes.stream().map(Range::of).toList())) {
            if (next.compareTo(range.first()) < 0) {
                gaps.add(new Range(next, range.first().plus(-1)));
            }
            if (range.last().equals(end)) {
                return new PrefixSet(split(gaps));
            }
            next = range.last().plus(1);
        }
        gaps.add(new Range(next, end));
        return new PrefixSet(split(gaps));
    }

    /** The addresses of this set that are not in the other. */
    public PrefixSet minus(PrefixSet other) {
        return intersection(other.complement(Family.IPV4).union(other.complement(Family.IPV6)));
    }

    /** The prefixes in brackets, separated by commas. */
    @Override
    public String toString() {
        return prefixes.toString();
    }

    /** Joins sorted ranges that overlap or touch. */
    private static List<Range> merge(List<Range> sorted) {
        var merged = new ArrayList<Range>();
        for (Range range : sorted) {
            if (!merged.isEmpty() && merged.getLast().touches(range)) {
                merged.add(merged.removeLast().join(range));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /** The fewest prefixes for disjoint ranges: from each start the largest block that begins there and fits. */
    private static List<Prefix> split(List<Range> ranges) {
        var parts = new ArrayList<Prefix>();
        for (Range range : ranges) {
            IpAddress at = range.first();
            while (true) {
                int length = at.shortestLength();
                while (at.highest(length).compareTo(range.last()) > 0) {
                    length++;
                }
                var block = new Prefix(at, length);
                parts.add(block);
                if (block.last().equals(range.last())) {
                    break;
                }
                at = block.last().plus(1);
            }
        }
        return parts;
    }

    private record Range(IpAddress first, IpAddress last) implements Comparable<Range> {
        static Range of(Prefix prefix) {
            return new Range(prefix.first(), prefix.last());
        }

        /** Whether a range that starts no earlier overlaps this or follows it without a gap. */
        boolean touches(Range later) {
            return first.family() == later.first.family()
                    && (later.first.compareTo(last) <= 0 || later.first.plus(-1).equals(last));
        }

        Range join(Range later) {
            return later.last.compareTo(last) > 0 ? new Range(first, later.last) : this;
        }

        @Override
        public int compareTo(Range other) {
            return first.compareTo(other.first);
        }
    }
}
