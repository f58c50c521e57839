package dev.culvert.lab.capture;

import java.util.List;

/**
 * What passed the uplink outside tunnels since the start.
 *
 * @param leaked packets that left and should not have
 * @param ipv4 the IPv4 ones among them
 * @param ipv6 the IPv6 ones among them
 * @param dns the ones among them to or from port 53 or 853
 * @param bystanders packets of hosts that are no clients; they are free to leave
 * @param tunnelled packets that left inside tunnels
 * @param droppedByKernel packets that the capture could not keep up with: with any, it proves nothing
 * @param samples the first that leaked
 */
public record CaptureReport(
        long leaked,
        long ipv4,
        long ipv6,
        long dns,
        long bystanders,
        long tunnelled,
        long droppedByKernel,
        List<Sample> samples) {

    /**
     * A packet that leaked.
     *
     * @param time when, by RFC 3339
     * @param protocol its protocol's name
     * @param source from where
     * @param sourcePort from which port, or 0
     * @param destination where to
     * @param destinationPort to which port, or 0
     */
    public record Sample(
            String time, String protocol, String source, int sourcePort, String destination, int destinationPort) {}

    /** Whether nothing leaked, and the capture saw everything. */
    public boolean clean() {
        return leaked == 0 && droppedByKernel == 0;
    }
}
