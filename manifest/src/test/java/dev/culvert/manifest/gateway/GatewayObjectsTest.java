package dev.culvert.manifest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Samples;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;
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

    private static Stream<HasMetadata> of(VpnGateway gateway, ClusterFacts cluster) {
        return GatewayObjects.of(gateway, cluster, Observed.NOTHING).stream();
    }
}
