package dev.culvert.operator.gateway;

import dev.culvert.manifest.gateway.GatewayNames;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That a pod is not ready tells of its tunnel what its agent has found, and nothing if the agent has ended: the kernel and other
 * containers keep the tunnel. By the kubelet's word; of a node that is lost there is none, and its pods are down. So is one whose agent
 * ends again and again: the kubelet waits then, and the tunnel may be what fails, as wireguard-go ends with its agent.
 */
final class AgentCrash {
    /** By then an agent that runs again has said what is true. */
    private static final Duration START = Duration.ofSeconds(30);

    private AgentCrash() {}

    /** Whether a pod is not ready for that alone. */
    static boolean isAllThatIsAmiss(Pod pod, Instant now) {
        List<ContainerStatus> containers =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        List<ContainerStatus> others = containers.stream()
                .filter(container -> !container.getName().equals(GatewayNames.AGENT))
                .toList();
        return pod.getMetadata().getDeletionTimestamp() == null
                && others.stream().allMatch(other -> runs(other.getState()))
                && containers.stream()
                        .filter(container -> container.getName().equals(GatewayNames.AGENT))
                        .filter(agent -> !Boolean.TRUE.equals(agent.getReady()))
                        .anyMatch(agent -> hasEnded(agent.getState()) || beginsAnew(agent, others, now));
    }

    /** Alone: with a whole pod that begins anew, as with its node, its tunnel does. */
    private static boolean beginsAnew(ContainerStatus agent, List<ContainerStatus> others, Instant now) {
        Optional<Instant> ended = ended(agent.getLastState());
        return begun(agent.getState()).filter(now.minus(START)::isBefore).isPresent()
                && ended.isPresent()
                && others.stream()
                        .allMatch(other -> begun(other.getState())
                                .filter(ended.get()::isAfter)
                                .isPresent());
    }

    private static boolean runs(@Nullable ContainerState state) {
        return state != null && state.getRunning() != null;
    }

    private static boolean hasEnded(@Nullable ContainerState state) {
        return state != null && state.getTerminated() != null;
    }

    private static Optional<Instant> begun(@Nullable ContainerState state) {
        return state == null || state.getRunning() == null
                ? Optional.empty()
                : Optional.ofNullable(state.getRunning().getStartedAt()).map(Instant::parse);
    }

    private static Optional<Instant> ended(@Nullable ContainerState state) {
        return state == null || state.getTerminated() == null
                ? Optional.empty()
                : Optional.ofNullable(state.getTerminated().getFinishedAt()).map(Instant::parse);
    }
}
