package dev.culvert.lab.flow;

/** What has become of a flow. */
public enum Fate {
    /** It has not heard anything yet. */
    OPENING,
    /** It exchanges bytes. */
    ALIVE,
    /** It was told that it is over: a TCP reset, or an ICMP error for UDP. */
    RESET,
    /** The other end closed it in good order. */
    CLOSED,
    /** Nothing was heard for too long. */
    TIMED_OUT
}
