package dev.culvert.manifest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.Samples;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayObjectsTest {
    /** Where OwnerReferencesPermissionEnforcement is on, as on OpenShift, the API server would refuse all of them. */
    @Test
    void noObjectBlocksItsOwnersDeletion() {
        for (VpnGateway gateway : List.of(Samples.overlay(), Samples.network())) {
            gateway.getMetadata().setUid("11111111-1111-1111-1111-111111111111");
            assertThat(of(gateway, ClusterFacts.DEFAULTS))
                    .isNotEmpty()
                    .allSatisfy(object -> assertThat(object.getMetadata().getOwnerReferences())
                            .singleElement()
                            .satisfies(owner -> {
                                assertThat(owner.getController()).isTrue();
                                assertThat(owner.getBlockOwnerDeletion()).isNull();
                            }));
        }
    }

    @Test
    void namesAreAskedWhereTheClustersDnsListensToo() {
        assertThat(dnsPorts("{}")).containsExactly("UDP 53", "TCP 53");
        assertThat(dnsPorts("dns: {targetPorts: [5353]}")).containsExactly("UDP 53", "TCP 53", "UDP 5353", "TCP 5353");
    }

    private static List<String> dnsPorts(String facts) {
        return of(Samples.overlay(), Samples.facts(facts))
                .filter(NetworkPolicy.class::isInstance)
                .map(NetworkPolicy.class::cast)
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .filter(rule -> rule.getTo().contains(Policies.anyPod()))
                .flatMap(rule -> rule.getPorts().stream())
                .map(port -> port.getProtocol() + " " + port.getPort().getIntVal())
                .toList();
    }

    @Test
    void aNodeIsDrainedOfPodsWhoseTunnelsAreDown() {
        assertThat(evicted("1.27")).isEqualTo("AlwaysAllow");
        assertThat(evicted("1.26")).as("which would refuse it, or drop it").isNull();
        assertThat(of(Samples.overlay(), Samples.facts("version: '1.20'")))
                .anyMatch(io.fabric8.kubernetes.api.model.policy.v1beta1.PodDisruptionBudget.class::isInstance);
    }

    private static @Nullable String evicted(String version) {
        return of(Samples.overlay(), Samples.facts("version: '" + version + "'"))
                .filter(PodDisruptionBudget.class::isInstance)
                .map(budget -> (PodDisruptionBudget) budget)
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getUnhealthyPodEvictionPolicy();
    }

    private static Stream<HasMetadata> of(VpnGateway gateway, ClusterFacts cluster) {
        return GatewayObjects.of(gateway, cluster, Observed.NOTHING).stream();
    }
}
