package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.ThreeExits;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What needs new pods is done one pod at a time, and a drained node takes one at a time. */
@ExtendWith(ApiServerTests.class)
class RolloutIT {
    @Test
    @Proves("R11")
    void exitsThatShareASecretGetNewPodsOneAfterTheOther(World world) {
        String vpn = world.namespace();
        var exits = new ThreeExits(world, vpn);
        exits.run();
        exits.change();
        exits.are(2, 1, 1);
        exits.stay(2, 1, 1);
        exits.roll("a");
        exits.are(2, 2, 1);
        exits.stay(2, 2, 1);
        exits.roll("b");
        exits.are(2, 2, 2);
        exits.roll("c");
        exits.isReady();
        assertThat(world.admin()
                        .policy()
                        .v1beta1()
                        .podDisruptionBudget()
                        .inNamespace(vpn)
                        .list()
                        .getItems())
                .as("a node that is drained takes one of them at a time")
                .singleElement()
                .satisfies(budget -> {
                    assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
                    assertThat(world.admin()
                                    .pods()
                                    .inNamespace(vpn)
                                    .withLabelSelector(budget.getSpec().getSelector())
                                    .list()
                                    .getItems())
                            .hasSize(3);
                });
    }

    /** What runs has read it; a pod that were made now could not start. */
    @Test
    @Proves("R11")
    void aSecretThatIsGoneMakesNoPodAnew(World world) {
        var exits = new ThreeExits(world, world.namespace());
        exits.run();
        exits.lose();
        exits.stay(1, 1, 1);
        exits.change();
        exits.are(2, 1, 1);
        exits.lose();
        exits.stay(2, 1, 1);
    }
}
