package dev.culvert.agent.gluetun;

import dev.culvert.agent.health.EngineReport;

/** What gluetun, asked on all its pages, says of its tunnel. */
public sealed interface EngineState {

    /** Running, healthy by its own check, and it knows its public address. A packet of our own has still to prove it. */
    record Running(String publicIp) implements EngineState {}

    /** Running, but not everything that a working tunnel has is there. Its health check errs at times, so this is no fall. */
    record Unproven(String why) implements EngineState {}

    /** In a state in which there is no tunnel. */
    record NoTunnel(VpnStatus status) implements EngineState {}

    /** Its control server did not answer in time. */
    record Unreachable(String why) implements EngineState {}

    /** Its control server does not let us ask. */
    record Unauthorised(String remedy) implements EngineState {}

    /** It answered with an error, or with something that no known version says. */
    record NotUnderstood(String why) implements EngineState {}

    /** What this means to the judgement of an exit's health. */
    default EngineReport report() {
        return switch (this) {
            case Running _ -> EngineReport.UP;
            case NoTunnel _ -> EngineReport.DOWN;
            case Unproven _, Unreachable _, Unauthorised _, NotUnderstood _ -> EngineReport.UNKNOWN;
        };
    }

    /** What a person reads. */
    default String sentence() {
        return switch (this) {
            case Running(String publicIp) -> "gluetun is running, its public address is " + publicIp;
            case Unproven(String why) -> "gluetun is running, but " + why;
            case NoTunnel(VpnStatus status) -> "gluetun has no tunnel, it is " + status.word();
            case Unreachable(String why) -> why;
            case Unauthorised(String remedy) -> remedy;
            case NotUnderstood(String why) -> why;
        };
    }
}
