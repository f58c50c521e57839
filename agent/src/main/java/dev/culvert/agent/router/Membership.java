package dev.culvert.agent.router;

import dev.culvert.agent.health.Verdict;
import dev.culvert.dataplane.RouterPlan;
import dev.culvert.dataplane.Steering;
import dev.culvert.model.buckets.BucketTable;
import dev.culvert.model.buckets.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From verdicts to steering: a pure function of the verdicts, the steering in force, and the lost gateways whose flows are
 * ended by now.
 *
 * @param strict all flows to the first healthy gateway
 */
record Membership(boolean strict) {
    /** A gateway and what is known of it. */
    record Judged(Member member, Verdict verdict) {}

    /**
     * The steering to have.
     *
     * @param inherited gateways that took flows before this agent started: they go on doing so until judged
     * @param ended lost gateways that have no flows left
     */
    Steering next(List<Judged> gateways, Steering now, Set<Integer> inherited, Set<Integer> ended) {
        var lost = new HashSet<>(now.lost());
        lost.removeAll(ended);
        List<Member> fit = gateways.stream()
                .filter(gateway -> takesFlows(gateway, inherited))
                .map(Judged::member)
                .filter(member -> !lost.contains(member.id()))
                .toList();
        Set<Integer> ids = new HashSet<>();
        fit.forEach(member -> ids.add(member.id()));
        now.members().stream().filter(id -> !ids.contains(id)).forEach(lost::add);
        BucketTable table =
                strict ? BucketTable.strict(fit, RouterPlan.BUCKETS) : BucketTable.of(fit, RouterPlan.BUCKETS);
        return new Steering(table.marks(), lost);
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
