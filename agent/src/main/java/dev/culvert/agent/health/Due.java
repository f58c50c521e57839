package dev.culvert.agent.health;

/** What has to be sent to a gateway now. */
public enum Due {
    NOTHING(false, false),
    HEARTBEAT(true, false),
    PROBE(false, true),
    BOTH(true, true);

    private final boolean heartbeat;
    private final boolean probe;

    Due(boolean heartbeat, boolean probe) {
        this.heartbeat = heartbeat;
        this.probe = probe;
    }

    static Due of(boolean heartbeat, boolean probe) {
        if (heartbeat) {
            return probe ? BOTH : HEARTBEAT;
        }
        return probe ? PROBE : NOTHING;
    }

    /** Ask the gateway's agent, which answers with its {@link EngineReport}. */
    public boolean heartbeat() {
        return heartbeat;
    }

    /** Send a packet through the gateway's tunnel. */
    public boolean probe() {
        return probe;
    }
}
