package dev.culvert.operator.gateway;

import dev.culvert.manifest.gateway.GatewayNames;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a pod is not ready tells of its tunnel what its agent has found, and nothing if the agent has ended: the kernel and other
 * containers keep the tunnel. By the kubelet's word; of a node that is lost there is none, and its pods are down.
 */
final class AgentCrash {
    private AgentCrash() {}

    /** Whether a pod is not ready for that alone. */
    static boolean isAllThatIsAmiss(Pod pod) {
        List<ContainerStatus> containers =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        return pod.getMetadata().getDeletionTimestamp() == null
                && containers.stream().anyMatch(AgentCrash::isAgentThatEnded)
                && containers.stream().allMatch(container -> isAgentThatEnded(container) || runs(container));
    }

    /** It may run again, and have said nothing yet. */
    private static boolean isAgentThatEnded(ContainerStatus container) {
        return container.getName().equals(GatewayNames.AGENT)
                && !Boolean.TRUE.equals(container.getReady())
                && !failsAgainAndAgain(container.getState())
                && (hasEnded(container.getState()) || hasEnded(container.getLastState()));
    }

    /** Then the tunnel may be what fails: wireguard-go ends with its agent, each time. */
    private static boolean failsAgainAndAgain(@Nullable ContainerState state) {
        return state != null
                && state.getWaiting() != null
                && "CrashLoopBackOff".equals(state.getWaiting().getReason());
    }

    private static boolean runs(ContainerStatus container) {
        return container.getState() != null && container.getState().getRunning() != null;
    }

    private static boolean hasEnded(@Nullable ContainerState state) {
        return state != null && state.getTerminated() != null;
    }
}
