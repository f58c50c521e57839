package dev.culvert.agent.gateway;

import dev.culvert.agent.health.ResolverReport;
import dev.culvert.model.net.Family;
import java.util.OptionalInt;

/**
 * What is true of a gateway now, as its status file has it.
 *
 * @param name the gateway's
 * @param role {@code gateway} or {@code sidecar}
 * @param ready whether its tunnel has carried a probe within the last seconds, and its engine says nothing against it
 * @param engine what the tunnel's engine says
 * @param resolver what is known of the resolver in the pod; empty if there is none
 * @param detail a sentence on what is amiss; empty if nothing is
 * @param publicAddress what remotes see by IPv4; empty while it is not known
 * @param publicAddress6 the same by IPv6
 * @param forwardedPort that the provider forwards to this tunnel; 0 if none
 * @param repairs how often the kernel was found changed and was repaired
 */
public record GatewayStatus(
        String name,
        String role,
        boolean ready,
        String engine,
        String resolver,
        String detail,
        String publicAddress,
        String publicAddress6,
        int forwardedPort,
        long repairs) {
    /** The forwarded port, if there is one. */
    OptionalInt given() {
        return forwardedPort == 0 ? OptionalInt.empty() : OptionalInt.of(forwardedPort);
    }

    /** What remotes see by that family; empty while it is not known. */
    String publicAddress(Family family) {
        return family == Family.IPV4 ? publicAddress : publicAddress6;
    }

    /** What {@code resolver} means. */
    ResolverReport resolves() {
        return resolver.equals(ResolverReport.ANSWERS.sentence()) ? ResolverReport.ANSWERS : ResolverReport.SILENT;
    }
}
