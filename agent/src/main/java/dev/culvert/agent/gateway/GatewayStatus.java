package dev.culvert.agent.gateway;

/**
 * What is true of a gateway now, as its status file has it.
 *
 * @param name the gateway's
 * @param role {@code gateway} or {@code sidecar}
 * @param ready whether its tunnel has carried a probe within the last seconds, and its engine says nothing against it
 * @param engine what the tunnel's engine says
 * @param detail a sentence on what is amiss; empty if nothing is
 * @param publicAddress what remotes see; empty while it is not known
 * @param forwardedPort that the provider forwards to this tunnel; 0 if none
 * @param repairs how often the kernel was found changed and was repaired
 */
public record GatewayStatus(
        String name,
        String role,
        boolean ready,
        String engine,
        String detail,
        String publicAddress,
        int forwardedPort,
        long repairs) {}
