package dev.culvert.operator.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What an exit's agent says.
 *
 * @param ready whether its tunnel has carried a probe within the last seconds
 * @param engine what the tunnel's engine says
 * @param resolver what is amiss with the resolver beside it; empty if nothing is
 * @param detail what is amiss; empty if nothing is
 * @param publicAddress what remotes see by IPv4, if the agent knows it
 * @param publicAddress6 what they see by IPv6, if it does
 * @param forwardedPort that the provider forwards, if any
 */
public record ExitReport(
        boolean ready,
        String engine,
        String resolver,
        String detail,
        @Nullable String publicAddress,
        @Nullable String publicAddress6,
        @Nullable Integer forwardedPort) {}
