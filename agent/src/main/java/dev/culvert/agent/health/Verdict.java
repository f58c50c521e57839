package dev.culvert.agent.health;

/** What a router may do with an exit now. Only a {@link Healthy} exit takes new flows; flows are cut off only when it is {@link Down}. */
public sealed interface Verdict {

    /** When this verdict began, on the clock (nanoseconds) that the caller of {@link ExitHealth} uses. */
    long since();

    /** What a person reads. */
    String sentence();

    /** Never yet healthy: no packet has come back through its tunnel often enough. */
    record Starting(long since) implements Verdict {
        @Override
        public String sentence() {
            return "starting: no packet went through its tunnel yet";
        }
    }

    /** Packets come back through its tunnel. */
    record Healthy(long since) implements Verdict {
        @Override
        public String sentence() {
            return "healthy: packets come back through its tunnel";
        }
    }

    /** Was healthy and fell. The witness is the one that brought it down, and stays until the exit is healthy again. */
    record Down(long since, Witness witness) implements Verdict {
        @Override
        public String sentence() {
            return "down: " + witness.sentence();
        }
    }
}
