package dev.culvert.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;

/**
 * What Kubernetes lets nobody change stays as an earlier version made it: with another {@code podManagementPolicy} the API server
 * would refuse all else of a StatefulSet as well.
 */
final class AsMade {
    private AsMade() {}

    /** The same object, given what is there. */
    static <T extends HasMetadata> T asMade(T wanted, Optional<? extends HasMetadata> there) {
        if (wanted instanceof StatefulSet set && there.isPresent() && there.get() instanceof StatefulSet made) {
            set.getSpec().setPodManagementPolicy(made.getSpec().getPodManagementPolicy());
        }
        return wanted;
    }
}
