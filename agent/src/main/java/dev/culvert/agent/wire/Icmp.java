package dev.culvert.agent.wire;

/** Types and codes of ICMP messages (RFC 792). */
final class Icmp {
    static final int ECHO_REPLY = 0;
    static final int UNREACHABLE = 3;
    static final int ECHO_REQUEST = 8;

    /** Of {@link #UNREACHABLE}. */
    static final int PORT_UNREACHABLE = 3;

    private Icmp() {}
}
