package dev.culvert.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.operator.announce.Outcome;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Happening;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the condition says of a port that changes, and which events come of it. */
class PortsTest {
    private static final VpnClient CLIENT = Serialization.unmarshal("""
            metadata: {name: app, namespace: media, generation: 1}
            spec:
              gateway: {name: downloads}
              workload: {kind: StatefulSet, name: app}
              ports: [torrent]
              announce:
              - {port: torrent, configMap: {name: ports, key: torrent}}
              - {port: torrent, http: {url: "http://app/hook"}}
            """, VpnClient.class);

    private static final Task.Recipient MAP = new Task.ConfigMapKey("media", "ports", "torrent");
    private static final Task.Recipient HOOK = new Task.Hook("http://app/hook", "media", "");

    @Test
    @Proves("I9")
    void aChangedPortIsToldAnewAndTheOldOneIsNotSaidAgain() {
        List<Condition> first = step(List.of(), 40_001, told(MAP, 40_001), told(HOOK, 40_001));
        assertThat(text(first))
                .isEqualTo("True Told ConfigMap ports, key torrent knows port 40001 of exit swiss; "
                        + "hook at http://app/hook knows port 40001 of exit swiss");

        Conditions changed = conditions(first, 40_002, told(MAP, 40_001), told(HOOK, 40_001));
        assertThat(text(changed.list()))
                .isEqualTo("False Telling ConfigMap ports, key torrent is being told port 40002 of exit swiss; "
                        + "hook at http://app/hook is being told port 40002 of exit swiss");
        Conditions half = conditions(changed.list(), 40_002, told(MAP, 40_002), told(HOOK, 40_001));
        assertThat(text(half.list()))
                .isEqualTo("False Telling hook at http://app/hook is being told port 40002 of exit swiss");
        Conditions all = conditions(half.list(), 40_002, told(MAP, 40_002), told(HOOK, 40_002));
        assertThat(text(all.list())).startsWith("True Told").contains("40002");

        assertThat(List.of(changed, half, all))
                .flatExtracting(Conditions::transitions)
                .extracting(Happening::reason)
                .containsExactly("Telling", "Told");
        assertThat(List.of(changed, half, all))
                .flatExtracting(Conditions::transitions)
                .allSatisfy(event -> assertThat(event.message()).doesNotContain("40001"));
        assertThat(conditions(all.list(), 40_002, told(MAP, 40_002), told(HOOK, 40_002))
                        .transitions())
                .isEmpty();
    }

    @Test
    void whoCouldNotBeToldIsNamedUntilHeIs() {
        var failed = new Outcome.Failed(task(HOOK, 40_001), "hook at http://app/hook answers with status 503");
        assertThat(text(step(List.of(), 40_002, told(MAP, 40_002), failed)))
                .isEqualTo("False NotTold hook at http://app/hook answers with status 503");
        assertThat(text(step(List.of(), 40_002))).startsWith("False Telling ConfigMap ports");
    }

    /** Nobody but a hook is told the address, and it is in no sentence. */
    @Test
    void anotherAddressOfTheSameExitIsNoOtherPort() {
        var before = new Task(HOOK, new Task.News("media/app", "torrent", 40_001, "swiss", ""));
        assertThat(text(step(List.of(), 40_001, told(MAP, 40_001), new Outcome.Told(before))))
                .startsWith("True Told");
    }

    /** As with a port of TCP and one of UDP. */
    @Test
    void ofTwoPortsWithOneNumberEachIsTold() {
        var torrent = task(HOOK, 40_001);
        var web = new Task(HOOK, new Task.News("media/app", "web", 40_001, "swiss", "203.0.113.7"));
        var conditions = new Conditions(List.of(), 1L, Clock.systemUTC());
        new Ports(
                        List.of(new PortStatus("torrent", "swiss", "203.0.113.7", 40_001, 40_001)),
                        List.of(torrent, web),
                        List.of(new Outcome.Told(torrent)))
                .tell(CLIENT, conditions);
        assertThat(text(conditions.list())).startsWith("False Telling hook");
    }

    private static List<Condition> step(List<Condition> before, int number, Outcome... outcomes) {
        return conditions(before, number, outcomes).list();
    }

    private static Conditions conditions(List<Condition> before, int number, Outcome... outcomes) {
        var conditions = new Conditions(before, 1L, Clock.systemUTC());
        new Ports(
                        List.of(new PortStatus("torrent", "swiss", "203.0.113.7", number, number)),
                        List.of(task(MAP, number), task(HOOK, number)),
                        List.of(outcomes))
                .tell(CLIENT, conditions);
        return conditions;
    }

    private static String text(List<Condition> conditions) {
        Optional<Condition> announced = Conditions.of(conditions, "PortsAnnounced");
        return announced
                .map(condition -> condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage())
                .orElse("");
    }

    private static Outcome told(Task.Recipient recipient, int number) {
        return new Outcome.Told(task(recipient, number));
    }

    private static Task task(Task.Recipient recipient, int number) {
        return new Task(recipient, new Task.News("media/app", "torrent", number, "swiss", "203.0.113.7"));
    }
}
