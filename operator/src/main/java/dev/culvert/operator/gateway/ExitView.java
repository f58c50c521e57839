package dev.culvert.operator.gateway;

import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.operator.cluster.PodReadiness;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an exit, and by whom.
 *
 * @param name the exit's
 * @param health as far as anybody knows
 * @param witness who says so: probe or pod; null if nobody does
 * @param report what the agent at its tunnel says, if it says anything
 * @param podAddress of the pod that holds its tunnel, if there is one
 * @param why it is not up, for people; empty if it is
 */
record ExitView(
        String name,
        Health health,
        @Nullable String witness,
        Optional<ExitReport> report,
        @Nullable String podAddress,
        String why) {
    private static final String PROBE = "probe";

    /** Whether an exit takes flows. */
    enum Health {
        UP,
        DOWN,
        /** Nobody runs its tunnel, and nobody is to. */
        UNUSED,
        /** A pod holds its tunnel, and tells nothing. */
        SILENT,
        /** Somebody else's tunnel, which nobody here watches. */
        UNWATCHED
    }

    /** Of one of the exits of a gateway. */
    static ExitView of(Exit exit, Routing routing, GatewaySeen seen, Instant now) {
        Optional<ExitReport> report = Optional.ofNullable(seen.reports().get(exit.name()));
        if (exit.external() != null) {
            return new ExitView(
                    exit.name(), Health.UNWATCHED, null, report, null, "somebody else's, and not watched from here");
        }
        return routing.sidecar() != null
                ? inClient(exit.name(), routing.sidecar(), report, seen.holder())
                : inGateway(exit.name(), report, seen, now);
    }

    private static ExitView inClient(
            String name, Routing.Sidecar sidecar, Optional<ExitReport> report, Optional<GatewaySeen.Holder> holder) {
        String address = holder.map(GatewaySeen.Holder::address).orElse(null);
        if (holder.isEmpty()) {
            return new ExitView(name, Health.UNUSED, null, report, address, "no attached pod runs its tunnel");
        }
        return report.map(said -> heard(name, said, address))
                .orElseGet(() -> new ExitView(
                        name,
                        Health.SILENT,
                        null,
                        report,
                        address,
                        "pod " + holder.get() + " has its tunnel, and the agent there does not answer at port "
                                + sidecar.page()));
    }

    private static ExitView inGateway(String name, Optional<ExitReport> report, GatewaySeen seen, Instant now) {
        Optional<Pod> pod = Optional.ofNullable(seen.pods().get(name));
        String address = pod.map(there ->
                        there.getStatus() == null ? null : there.getStatus().getPodIP())
                .orElse(null);
        return report.map(said -> heard(name, said, address)).orElseGet(() -> {
            if (address != null
                    && pod.filter(there -> AgentCrash.isAllThatIsAmiss(there, now))
                            .isPresent()) {
                return new ExitView(
                        name, Health.SILENT, null, report, address, "its agent has ended, and its tunnel may go on");
            }
            boolean ready = pod.filter(PodReadiness::isReady).isPresent();
            return new ExitView(
                    name,
                    ready ? Health.UP : Health.DOWN,
                    "pod",
                    report,
                    address,
                    ready ? "" : unready(pod, seen.refusals().get(name)));
        });
    }

    private static ExitView heard(String name, ExitReport said, @Nullable String address) {
        return new ExitView(
                name,
                said.ready() ? Health.UP : Health.DOWN,
                PROBE,
                Optional.of(said),
                address,
                said.ready() ? "" : said.detail().isEmpty() ? said.engine() : said.detail());
    }

    private static String unready(Optional<Pod> pod, @Nullable String refusal) {
        if (pod.isEmpty()) {
            return refusal == null ? "no pod" : "no pod: " + refusal;
        }
        String phase =
                pod.get().getStatus() == null ? null : pod.get().getStatus().getPhase();
        return "pod " + Objects.requireNonNullElse(phase, "Pending") + ", not ready";
    }

    /** Whether it is known to take flows. */
    boolean up() {
        return health == Health.UP;
    }

    /** Whether somebody knows that it takes none, although it should. */
    boolean down() {
        return health == Health.DOWN;
    }

    /** With the reason, for people. */
    @Override
    public String toString() {
        return why.isEmpty() ? name : name + " (" + why + ")";
    }
}
