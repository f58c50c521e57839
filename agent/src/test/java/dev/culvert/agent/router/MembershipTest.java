package dev.culvert.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.health.ResolverReport;
import dev.culvert.agent.health.Verdict;
import dev.culvert.agent.health.Witness;
import dev.culvert.agent.router.Membership.Judged;
import dev.culvert.dataplane.NameSteering;
import dev.culvert.dataplane.RouterPlan;
import dev.culvert.dataplane.Steering;
import dev.culvert.model.buckets.BucketTable;
import dev.culvert.model.buckets.Member;
import dev.culvert.proofs.Proves;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final Verdict HEALTHY = new Verdict.Healthy(0);
    private static final Verdict DOWN = new Verdict.Down(0, Witness.POD);

    @Test
    void namesTakeTheWayOfAllElseWhileAllResolversAnswer() {
        Steering steering = next(
                Steering.CLOSED,
                judged(1, HEALTHY, ResolverReport.ANSWERS),
                judged(2, HEALTHY, ResolverReport.ANSWERS));
        assertThat(steering.names()).isEqualTo(new NameSteering(Set.of(1, 2), Map.of()));
    }

    @Test
    @Proves("D7")
    void aSilentResolversBucketsAloneLeadElsewhereAndForNamesAlone() {
        Steering steering = next(
                Steering.CLOSED,
                judged(1, HEALTHY, ResolverReport.ANSWERS),
                judged(2, HEALTHY, ResolverReport.SILENT),
                judged(3, HEALTHY, ResolverReport.ANSWERS));
        int[] marks = table(1, 2, 3).marks();
        int[] names = table(1, 2, 3).without(Set.of(2)).marks();
        Map<Integer, Integer> detours = new HashMap<>();
        for (int bucket = 0; bucket < marks.length; bucket++) {
            if (marks[bucket] == 2) {
                detours.put(bucket, names[bucket]);
            }
        }
        assertThat(steering).isEqualTo(new Steering(marks, Set.of(), new NameSteering(Set.of(1, 3), detours)));
        assertThat(detours.values()).contains(1, 3).doesNotContain(2);
    }

    @Test
    void ifNoResolverAnswersAllAreAskedAsBefore() {
        Steering steering = next(
                Steering.CLOSED, judged(1, HEALTHY, ResolverReport.SILENT), judged(2, HEALTHY, ResolverReport.SILENT));
        assertThat(steering.names()).isEqualTo(new NameSteering(Set.of(1, 2), Map.of()));
    }

    @Test
    void aGatewayThatIsDownIsNotAskedWhateverItsResolverSays() {
        Steering steering = next(
                Steering.CLOSED, judged(1, HEALTHY, ResolverReport.SILENT), judged(2, DOWN, ResolverReport.ANSWERS));
        assertThat(steering.names()).isEqualTo(new NameSteering(Set.of(1), Map.of()));
    }

    @Test
    void whatIsUnknownStaysAsItWasFound() {
        Steering found = next(
                Steering.CLOSED, judged(1, HEALTHY, ResolverReport.ANSWERS), judged(2, HEALTHY, ResolverReport.SILENT));
        assertThat(next(found, judged(1, HEALTHY, ResolverReport.UNKNOWN), judged(2, HEALTHY, ResolverReport.UNKNOWN)))
                .isEqualTo(found);
        assertThat(next(
                                found,
                                judged(1, HEALTHY, ResolverReport.UNKNOWN),
                                judged(2, HEALTHY, ResolverReport.UNKNOWN),
                                judged(3, HEALTHY, ResolverReport.UNKNOWN))
                        .names()
                        .resolvers())
                .as("with a new one, whose agent is from before")
                .containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void strictNamesGoToTheFirstWhoseResolverAnswers() {
        Steering steering = Membership.strict()
                .next(
                        List.of(
                                judged(1, HEALTHY, ResolverReport.SILENT),
                                judged(2, HEALTHY, ResolverReport.ANSWERS),
                                judged(3, HEALTHY, ResolverReport.ANSWERS)),
                        Steering.CLOSED,
                        Set.of(),
                        Set.of(),
                        Set.of());
        assertThat(steering.members()).containsExactly(1);
        assertThat(steering.names().detours()).hasSize(RouterPlan.BUCKETS).containsValue(2);
        assertThat(Set.copyOf(steering.names().detours().values())).containsExactly(2);
    }

    /** It has what was pinned to it while the first was down. */
    @Test
    @Proves({"E12", "F1"})
    void ofStrictGatewaysOneThatOthersTookOverFromIsLostWhenItFalls() {
        List<Judged> well =
                List.of(judged(1, HEALTHY, ResolverReport.ANSWERS), judged(2, HEALTHY, ResolverReport.ANSWERS));
        List<Judged> fallen = List.of(well.getFirst(), judged(2, DOWN, ResolverReport.ANSWERS));
        Membership strict = Membership.strict();
        Steering before = strict.next(well, Steering.CLOSED, Set.of(), Set.of(1, 2), Set.of());
        assertThat(before.lost()).isEmpty();
        Steering after = strict.next(fallen, before, Set.of(), Set.of(1, 2), Set.of());
        assertThat(after.lost()).containsExactly(2);
        assertThat(after.members()).containsExactly(1);
        assertThat(strict.next(fallen, after, Set.of(), Set.of(1), Set.of(2)).lost())
                .isEmpty();
    }

    private Steering next(Steering now, Judged... gateways) {
        return Membership.sharing(Stream.of(gateways).map(Judged::member).toList())
                .next(List.of(gateways), now, Set.of(), Set.of(), Set.of());
    }

    private static Judged judged(int id, Verdict verdict, ResolverReport resolver) {
        return new Judged(new Member("gateway-" + id, id, 1), verdict, resolver);
    }

    /** Whoever takes the VIP over meanwhile has no pins, and no flow of those that are well is to end by that. */
    @Test
    @Proves("F5")
    void aGatewayThatIsDownMovesNoBucketButItsOwn() {
        int[] all = {1, 2, 3, 4, 5, 6, 7, 8};
        Judged[] gateways = IntStream.of(all)
                .mapToObj(id -> judged(id, id == 2 ? DOWN : HEALTHY, ResolverReport.ANSWERS))
                .toArray(Judged[]::new);
        assertThat(next(Steering.CLOSED, gateways))
                .isEqualTo(new Steering(
                        table(all).without(Set.of(2)).marks(),
                        Set.of(),
                        new NameSteering(Set.of(1, 3, 4, 5, 6, 7, 8), Map.of())));
    }

    private static BucketTable table(int... ids) {
        return BucketTable.of(
                IntStream.of(ids)
                        .mapToObj(id -> new Member("gateway-" + id, id, 1))
                        .toList(),
                RouterPlan.BUCKETS);
    }
}
