package dev.culvert.agent.router;

import dev.culvert.agent.health.ResolverReport;
import dev.culvert.agent.health.Verdict;
import dev.culvert.dataplane.NameSteering;
import dev.culvert.dataplane.RouterPlan;
import dev.culvert.dataplane.Steering;
import dev.culvert.model.buckets.BucketTable;
import dev.culvert.model.buckets.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From verdicts to steering: a pure function of the verdicts, the steering in force, and the lost gateways whose flows are
 * ended by now.
 *
 * @param shared the table while every gateway is there; empty if all flows go to the first healthy one
 */
record Membership(Optional<BucketTable> shared) {
    /** A gateway and what is known of it. */
    record Judged(Member member, Verdict verdict, ResolverReport resolver) {}

    /** All flows to the first that is healthy. */
    static Membership strict() {
        return new Membership(Optional.empty());
    }

    /** Flows are spread over these, as far as they are healthy. */
    static Membership sharing(List<Member> members) {
        return new Membership(Optional.of(BucketTable.of(members, RouterPlan.BUCKETS)));
    }

    /**
     * The steering to have.
     *
     * @param inherited gateways that took flows before this agent started: they go on doing so until judged
     * @param carrying gateways that may have flows, though new ones may go to others by now: unless fit, they are lost
     * @param ended lost gateways that have no flows left
     */
    Steering next(
            List<Judged> gateways, Steering now, Set<Integer> inherited, Set<Integer> carrying, Set<Integer> ended) {
        var lost = new HashSet<>(now.lost());
        lost.removeAll(ended);
        List<Judged> fit = gateways.stream()
                .filter(gateway -> takesFlows(gateway, inherited))
                .filter(gateway -> !lost.contains(gateway.member().id()))
                .toList();
        Set<Integer> ids = ids(fit);
        Stream.concat(now.members().stream(), carrying.stream())
                .filter(id -> !ids.contains(id))
                .filter(id -> !ended.contains(id))
                .forEach(lost::add);
        int[] marks = marks(fit);
        return new Steering(marks, lost, names(fit, marks, now));
    }

    /** Names go to those whose resolver answers; to all if none does. */
    private NameSteering names(List<Judged> fit, int[] marks, Steering now) {
        List<Judged> answering =
                fit.stream().filter(gateway -> resolves(gateway, now)).toList();
        return answering.isEmpty()
                ? new NameSteering(ids(fit), Map.of())
                : NameSteering.of(marks, marks(answering), ids(answering));
    }

    /** An agent that is just starting takes over what it finds. */
    private static boolean resolves(Judged gateway, Steering now) {
        int id = gateway.member().id();
        return switch (gateway.resolver()) {
            case ANSWERS -> true;
            case SILENT -> false;
            case UNKNOWN ->
                now.names().resolvers().contains(id) || !now.members().contains(id);
        };
    }

    private int[] marks(List<Judged> taking) {
        Set<Integer> here = ids(taking);
        return shared.map(table -> table.without(table.members().stream()
                        .map(Member::id)
                        .filter(id -> !here.contains(id))
                        .collect(Collectors.toSet())))
                .orElseGet(() ->
                        BucketTable.strict(taking.stream().map(Judged::member).toList(), RouterPlan.BUCKETS))
                .marks();
    }

    private static Set<Integer> ids(List<Judged> gateways) {
        return gateways.stream().map(gateway -> gateway.member().id()).collect(Collectors.toSet());
    }

    private static boolean takesFlows(Judged gateway, Set<Integer> inherited) {
        return switch (gateway.verdict()) {
            case Verdict.Healthy healthy -> true;
            case Verdict.Down down -> false;
            case Verdict.Starting starting ->
                inherited.contains(gateway.member().id());
        };
    }
}
