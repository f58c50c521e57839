package dev.culvert.manifest.engine;

import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.api.Exit;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Optional;

/**
 * What a pod needs to hold a tunnel, beside the agent itself. Names of containers and volumes begin with a prefix of ours, so
 * that they are ours beyond doubt in a client's pod, too.
 */
public sealed interface Engine permits WireGuardEngine, GluetunEngine {
    /** The prefix of names. */
    String PREFIX = "culvert-";

    /** What the agent is told of it. */
    EngineSettings settings();

    /** The name of the tunnel's link. */
    String tunnel();

    /** What runs after our lock is in place and before everything else. */
    List<Container> preparation(ClusterFacts cluster);

    /** What runs beside the agent. */
    List<Container> beside(ClusterFacts cluster);

    /** What the agent that guards it mounts. */
    List<VolumeMount> agentMounts();

    /** What the agent that only locks mounts. */
    List<VolumeMount> lockMounts();

    /** The volumes of all of these. */
    List<Volume> volumes();

    /**
     * The engine of an exit.
     *
     * @param access what gluetun's firewall must let through
     * @throws IllegalArgumentException if somebody else runs the tunnel
     */
    static Engine of(Exit exit, Access access) {
        return switch (exit.engine()) {
            case Exit.Wireguard(var secret) -> new WireGuardEngine(secret);
            case Exit.Gluetun gluetun -> new GluetunEngine(gluetun, access);
            case Exit.External external ->
                throw new IllegalArgumentException("an external exit has no engine: " + exit.name());
        };
    }

    /**
     * What a tunnel's own firewall must let through besides what goes into the tunnel.
     *
     * @param outside networks that are spoken with by the first link
     * @param ports of the first link that are open to those
     * @param asksForPort whether the provider is asked to forward a port
     * @param resolver the address of our resolver in the pod, at port 53 of which nobody else may listen
     */
    record Access(List<String> outside, List<Integer> ports, Optional<String> resolver, boolean asksForPort) {}
}
