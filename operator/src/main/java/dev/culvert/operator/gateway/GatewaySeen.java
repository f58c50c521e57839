package dev.culvert.operator.gateway;

import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.VpnClientStatus;
import dev.culvert.operator.names.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/**
 * What was seen of a gateway.
 *
 * @param pods its pods, by exit
 * @param refusals why an exit has no pod, in Kubernetes' words, by exit
 * @param routers those of network routing; in overlay they are in exits' pods
 * @param reports what their agents say, by exit; without those that said nothing
 * @param observed what its objects are made of
 * @param names what came of its names in DNS
 * @param nodesNotReady nodes whose agent does not hold its networks as they should be; of a gateway that needs none, none
 * @param clients how many VpnClients are attached
 * @param unprotected how many of their pods run without a lock
 */
record GatewaySeen(
        Map<String, Pod> pods,
        Map<String, String> refusals,
        List<Router> routers,
        Map<String, ExitReport> reports,
        Observed observed,
        List<Outcome> names,
        List<String> nodesNotReady,
        int clients,
        int unprotected) {
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
