package dev.culvert.agent.health;

/** Whose word, or whose silence, brought an exit down. */
public enum Witness {
    /** Neither the pod nor the path answers: the gateway is dead or cut off. */
    POD("the gateway is silent: neither its agent nor its tunnel answers"),
    /** The engine says down, or the gateway refuses packets for want of a tunnel. */
    ENGINE("the gateway says it has no tunnel"),
    /** The pod answers and the tunnel swallows packets. */
    PROBE("the tunnel swallows packets: no probe comes back, though the gateway answers");

    private final String sentence;

    Witness(String sentence) {
        this.sentence = sentence;
    }

    /** What a person reads. */
    public String sentence() {
        return sentence;
    }
}
