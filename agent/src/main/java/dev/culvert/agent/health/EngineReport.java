package dev.culvert.agent.health;

/** What a gateway's agent says about its tunnel engine. */
public enum EngineReport {
    /** The engine says that its tunnel is up. It may be wrong: only a packet that came back proves a tunnel. */
    UP("engine says up"),
    /** The engine says, in so many words, that it has no tunnel. */
    DOWN("engine says down"),
    /** The engine could not be asked, or does not know. Counts neither way. */
    UNKNOWN("engine says nothing");

    private final String sentence;

    EngineReport(String sentence) {
        this.sentence = sentence;
    }

    /** What a person reads. */
    public String sentence() {
        return sentence;
    }
}
