package dev.culvert.agent.gluetun;

import dev.culvert.agent.health.EngineReport;

/** What gluetun, asked on all its pages, says of its tunnel. */
public sealed interface EngineState {

    /** What a person reads. */
    String sentence();

    /** What this means to the judgement of an exit's health. */
    EngineReport report();

    /** Running, healthy by its own check, and it knows its public address. A packet of our own has still to prove it. */
    record Running(String publicIp) implements EngineState {
        @Override
        public String sentence() {
            return "gluetun is running, its public address is " + publicIp;
        }

        @Override
        public EngineReport report() {
            return EngineReport.UP;
        }
    }

    /** Running, but not everything that a working tunnel has is there. Its health check errs at times, so this is no fall. */
    record Unproven(String why) implements EngineState {
        @Override
        public String sentence() {
            return "gluetun is running, but " + why;
        }

        @Override
        public EngineReport report() {
            return EngineReport.UNKNOWN;
        }
    }

    /** In a state in which there is no tunnel. */
    record NoTunnel(VpnStatus status) implements EngineState {
        @Override
        public String sentence() {
            return "gluetun has no tunnel, it is " + status.word();
        }

        @Override
        public EngineReport report() {
            return EngineReport.DOWN;
        }
    }

    /** Its control server did not answer in time. */
    record Unreachable(String why) implements EngineState {
        @Override
        public String sentence() {
            return why;
        }

        @Override
        public EngineReport report() {
            return EngineReport.UNKNOWN;
        }
    }

    /** Its control server does not let us ask. */
    record Unauthorised(String remedy) implements EngineState {
        @Override
        public String sentence() {
            return remedy;
        }

        @Override
        public EngineReport report() {
            return EngineReport.UNKNOWN;
        }
    }

    /** It answered with an error, or with something that no known version says. */
    record NotUnderstood(String why) implements EngineState {
        @Override
        public String sentence() {
            return why;
        }

        @Override
        public EngineReport report() {
            return EngineReport.UNKNOWN;
        }
    }
}
