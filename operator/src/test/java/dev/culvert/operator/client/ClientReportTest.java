package dev.culvert.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Why;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientReportTest {
    private static final PodStatus LOCKED = new PodStatus("app-0", "10.244.0.7", true, true, true, null);
    private static final PodStatus BARE = new PodStatus("app-1", "10.244.0.8", false, false, true, null);

    @Test
    void theKillSwitchIsThePolicyAndALockInEveryPod() {
        assertThat(killSwitch(null, true, LOCKED)).isEqualTo("True Locked");
        assertThat(killSwitch(null, true, LOCKED, BARE)).isEqualTo("False PodsWithoutLock");
        assertThat(killSwitch(Why.NotAttached, true)).isEqualTo("True Locked");
    }

    @Test
    void withoutAPolicyThereIsNone() {
        assertThat(killSwitch(Why.NotAttached, false, LOCKED)).isEqualTo("False PolicyMissing");
    }

    @Test
    void whoWasLetOutHasNone() {
        assertThat(killSwitch(Why.DetachedDirect, false)).isEqualTo("False DetachedDirect");
        assertThat(killSwitch(Why.DetachedDirect, false, LOCKED)).isEqualTo("False DetachedDirect");
    }

    private static String killSwitch(@Nullable Why not, boolean policy, PodStatus... pods) {
        VpnClient client = Serialization.unmarshal("""
                metadata: {name: app, namespace: media, generation: 1}
                spec: {gateway: {name: downloads}, workload: {kind: StatefulSet, name: app}}
                """, VpnClient.class);
        var seen = new ClientSeen(
                Optional.empty(), Optional.empty(), new LabelSelector(), List.of(), Optional.empty(), false);
        Condition condition = Conditions.of(
                        new ClientReport(client, seen, List.of(), Clock.systemUTC())
                                .status(
                                        List.of(pods),
                                        pods.length,
                                        not,
                                        policy,
                                        new Ports(List.of(), List.of(), List.of()))
                                .status()
                                .conditions(),
                        "KillSwitch")
                .orElseThrow();
        return condition.getStatus() + " " + condition.getReason();
    }
}
