package dev.culvert.agent.health;

/** What a gateway's agent says about the resolver in its pod. */
public enum ResolverReport {
    /** It answers. */
    ANSWERS("resolver answers"),
    /** It was asked and did not answer, several times. */
    SILENT("resolver does not answer"),
    /** Nobody resolves names there, or nobody has said anything yet. */
    UNKNOWN("");

    private final String sentence;

    ResolverReport(String sentence) {
        this.sentence = sentence;
    }

    /** What a person reads. */
    public String sentence() {
        return sentence;
    }
}
