package dev.culvert.operator.gateway;

import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus;
import dev.culvert.operator.names.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was seen of a gateway.
 *
 * @param pods its pods, by exit; in sidecar routing there are none
 * @param holder in sidecar routing, whose pod holds the one tunnel
 * @param refusals why an exit has no pod, in Kubernetes' words, by exit
 * @param routers those of network routing; in overlay they are in exits' pods
 * @param reports what the agents at the tunnels say, by exit; without those that said nothing
 * @param observed what its objects are made of
 * @param names what came of its names in DNS
 * @param nodesNotReady nodes whose agent does not hold its networks as they should be; of a gateway that needs none, none
 * @param clients how many VpnClients are attached
 * @param unprotected how many of their pods run without a lock
 */
record GatewaySeen(
        Map<String, Pod> pods,
        Optional<Holder> holder,
        Map<String, String> refusals,
        List<Router> routers,
        Map<String, ExitReport> reports,
        Observed observed,
        List<Outcome> names,
        List<String> nodesNotReady,
        int clients,
        int unprotected) {
    /** A client, and the pod of it that holds the tunnel. */
    record Holder(VpnClient client, VpnClientStatus.PodStatus pod) {
        /** On the pod network. */
        String address() {
            return Objects.requireNonNull(pod.address());
        }

        @Override
        public String toString() {
            return client.getMetadata().getNamespace() + "/" + pod.name();
        }
    }

    /**
     * A router of its own.
     *
     * @param name as {@code router-1}
     * @param ready whether a probe of its own has gone through it
     * @param why it is not, or empty
     */
    record Router(String name, boolean ready, String why) {}

    static boolean isIn(VpnClientStatus.PodStatus pod) {
        return pod.attached() && pod.address() != null;
    }
}
