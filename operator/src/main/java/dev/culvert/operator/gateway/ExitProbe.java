package dev.culvert.operator.gateway;

import java.util.Optional;

/** Asks an exit's agent how it is. */
@FunctionalInterface
public interface ExitProbe {
    /**
     * An answer, or none within the time.
     *
     * @param address the pod's
     * @param port where the agent tells its status
     * @param token that the agent expects
     */
    Optional<ExitReport> ask(String address, int port, String token);
}
