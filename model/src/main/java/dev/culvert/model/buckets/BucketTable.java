package dev.culvert.model.buckets;

import dev.culvert.model.InvalidInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Bucket to exit. Every router hashes a flow's addresses and ports to a bucket and finds the exit here. Two tables made
 * from the same members are equal, on any machine, whatever the order and the history.
 */
public final class BucketTable {
    /** How many buckets a table has unless told: fine enough for weights, cheap to replace as a whole. */
    public static final int DEFAULT_BUCKETS = 1024;

    /** The mark of a bucket that no exit has: the flow is refused. */
    public static final int NONE = 0;

    private final List<Member> members;
    private final int[] owners;

    private BucketTable(List<Member> members, int[] owners) {
        this.members = members;
        this.owners = owners;
    }

    /** {@link #of(Collection, int)} with {@link #DEFAULT_BUCKETS}. */
    public static BucketTable of(Collection<Member> members) {
        return of(members, DEFAULT_BUCKETS);
    }

    /**
     * Spreads the buckets over all members, each getting exactly its weight's share, rounded ({@link Shares}), and as
     * far as that allows the buckets that rendezvous hashing gives it ({@link Rendezvous}). Without members every bucket is
     * empty. A table of fewer members has few other buckets elsewhere; for members that are only away see {@link #without}.
     *
     * @param buckets the number of buckets, 1 to 65,536
     * @throws InvalidInput if a name or an id occurs twice
     */
    public static BucketTable of(Collection<Member> members, int buckets) {
        List<Member> sorted = checked(members, buckets).stream()
                .sorted(Comparator.comparing(Member::name))
                .toList();
        int[] all = IntStream.range(0, buckets).toArray();
        return new BucketTable(sorted, Rendezvous.assign(sorted, Shares.of(sorted, buckets), all));
    }

    /**
     * This table while some of its members are away: their buckets are spread over the rest, so that these have their shares again, and no
     * other bucket moves. Whoever knows the same members and who is away has the same table, whatever happened before: flows of
     * those that stay keep their exit by a router that never saw them.
     *
     * @param away ids
     */
    public BucketTable without(Set<Integer> away) {
        List<Member> rest =
                members.stream().filter(member -> !away.contains(member.id())).toList();
        int[] places = members.stream().mapToInt(rest::indexOf).toArray();
        int[] kept = IntStream.of(owners)
                .map(owner -> owner < 0 ? -1 : places[owner])
                .toArray();
        int[] free = IntStream.range(0, kept.length)
                .filter(bucket -> kept[bucket] < 0)
                .toArray();
        var had = new int[rest.size()];
        IntStream.of(kept).filter(owner -> owner >= 0).forEach(owner -> had[owner]++);
        int[] heirs = Rendezvous.assign(rest, Shares.missing(rest, had, kept.length), free);
        for (int i = 0; i < free.length; i++) {
            kept[free[i]] = heirs[i];
        }
        return new BucketTable(rest, kept);
    }

    /** {@link #strict(List, int)} with {@link #DEFAULT_BUCKETS}. */
    public static BucketTable strict(List<Member> byPreference) {
        return strict(byPreference, DEFAULT_BUCKETS);
    }

    /**
     * Gives every bucket to the first member: one public address at a time, and when it fails the next in the list.
     *
     * @param byPreference the members that are fit, the most wanted first; weights play no part
     * @param buckets the number of buckets, 1 to 65,536
     * @throws InvalidInput if a name or an id occurs twice
     */
    public static BucketTable strict(List<Member> byPreference, int buckets) {
        List<Member> members = checked(byPreference, buckets);
        var owners = new int[buckets];
        Arrays.fill(owners, members.isEmpty() ? -1 : 0);
        return new BucketTable(members, owners);
    }

    private static List<Member> checked(Collection<Member> members, int buckets) {
        if (buckets < 1 || buckets > 65_536) {
            throw new InvalidInput("buckets", buckets + " is no number of buckets", "take one from 1 to 65536");
        }
        var names = new HashSet<String>();
        var ids = new HashSet<Integer>();
        for (Member member : members) {
            if (!names.add(member.name())) {
                throw new InvalidInput("name", "two exits are called " + member.name(), "rename one of them");
            }
            if (!ids.add(member.id())) {
                throw new InvalidInput("id", "two exits have id " + member.id(), "give each its own");
            }
        }
        return List.copyOf(members);
    }

    /** How many buckets there are. */
    public int buckets() {
        return owners.length;
    }

    /** The members: by name, or by preference in a strict table. */
    public List<Member> members() {
        return members;
    }

    /** Who has the bucket; empty only if there are no members. */
    public Optional<Member> member(int bucket) {
        int owner = owners[bucket];
        return owner < 0 ? Optional.empty() : Optional.of(members.get(owner));
    }

    /** The id of the member that has the bucket, or {@link #NONE}. */
    public int mark(int bucket) {
        int owner = owners[bucket];
        return owner < 0 ? NONE : members.get(owner).id();
    }

    /** All marks, by bucket; a copy. */
    public int[] marks() {
        return IntStream.range(0, owners.length).map(this::mark).toArray();
    }

    /** How many buckets each member has, by name, members with none included. */
    public Map<String, Integer> shares() {
        var shares = new TreeMap<String, Integer>();
        members.forEach(member -> shares.put(member.name(), 0));
        for (int bucket = 0; bucket < owners.length; bucket++) {
            member(bucket).ifPresent(member -> shares.merge(member.name(), 1, Integer::sum));
        }
        return shares;
    }

    /**
     * The buckets whose mark differs between two tables of the same size, in order.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public List<Integer> changedFrom(BucketTable before) {
        if (before.buckets() != buckets()) {
            throw new IllegalArgumentException(before.buckets() + " and " + buckets() + " buckets cannot be compared");
        }
        var changed = new ArrayList<Integer>();
        for (int bucket = 0; bucket < owners.length; bucket++) {
            if (before.mark(bucket) != mark(bucket)) {
                changed.add(bucket);
            }
        }
        return changed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BucketTable table
                && members.equals(table.members)
                && Arrays.equals(owners, table.owners);
    }

    @Override
    public int hashCode() {
        return 31 * members.hashCode() + Arrays.hashCode(owners);
    }

    /** The number of buckets and every member's share. */
    @Override
    public String toString() {
        return buckets() + " buckets " + shares();
    }
}
