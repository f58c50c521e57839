package dev.culvert.dataplane;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which gateways' resolvers are asked, where that is not what all other flows take: the part of {@link Steering} that is for names.
 *
 * @param resolvers ids of the gateways that may be asked
 * @param detours gateway id by bucket, for buckets whose own gateway may not
 */
public record NameSteering(Set<Integer> resolvers, Map<Integer, Integer> detours) {
    /** Names take whatever way all else takes. */
    public static final NameSteering NONE = new NameSteering(Set.of(), Map.of());

    public NameSteering {
        resolvers = Set.copyOf(resolvers);
        detours = Map.copyOf(detours);
    }

    /**
     * The gateways in {@code resolvers} are asked.
     *
     * @param marks gateway id by bucket, for all other flows
     * @param names the same for names
     */
    public static NameSteering of(int[] marks, int[] names, Set<Integer> resolvers) {
        var detours = new HashMap<Integer, Integer>();
        for (int bucket = 0; bucket < marks.length; bucket++) {
            if (marks[bucket] != names[bucket]) {
                detours.put(bucket, names[bucket]);
            }
        }
        return new NameSteering(resolvers, detours);
    }

    /** The nft commands that lead from another one to this; empty if they are the same. */
    String changesFrom(NameSteering before) {
        return Steering.command(
                        "delete", "names", without(before.detours, detours).map(RouterPlan::bucketMark))
                + Steering.command(
                        "add",
                        "names",
                        without(detours, before.detours)
                                .map(bucket -> RouterPlan.bucketMark(bucket) + " : " + detours.get(bucket)))
                + Steering.command("add", "resolvers", Steering.without(resolvers, before.resolvers))
                + Steering.command("delete", "resolvers", Steering.without(before.resolvers, resolvers));
    }

    /** The buckets that one has and the other has not, or leads elsewhere. */
    private static Stream<Integer> without(Map<Integer, Integer> one, Map<Integer, Integer> other) {
        return one.keySet().stream()
                .filter(bucket -> !Objects.equals(one.get(bucket), other.get(bucket)))
                .sorted();
    }

    @Override
    public String toString() {
        return resolvers.stream().sorted().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
