package dev.culvert.agent.router;

import java.util.List;

/**
 * What is true of a router now, as its status file has it.
 *
 * @param name the router's
 * @param role always {@code router}
 * @param ready whether it forwarded a packet as it does clients', and the answer came through a tunnel
 * @param fit whether it should hold a VIP
 * @param vips the VIPs that it holds
 * @param gateways each gateway
 * @param detail a sentence on what is amiss; empty if nothing is
 * @param repairs how often the kernel was found changed and was repaired
 */
public record RouterStatus(
        String name,
        String role,
        boolean ready,
        boolean fit,
        List<String> vips,
        List<GatewayStatus> gateways,
        String detail,
        long repairs) {
    /**
     * A gateway as this router sees it.
     *
     * @param healthy whether new flows go to it; in strict mode, or would if it came first
     * @param verdict a sentence on why
     * @param details what each witness says
     * @param resolver what its agent says of its resolver; empty if it said nothing
     * @param flows pinned to it
     * @param roundTripMicros through its tunnel, smoothed; 0 while unknown
     */
    public record GatewayStatus(
            String name,
            boolean healthy,
            String verdict,
            String details,
            String resolver,
            long flows,
            long roundTripMicros) {}
}
