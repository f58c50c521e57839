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
 * @param proofs of each VIP that it holds, who sends here what is for the VIP
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
        List<Proof> proofs,
        List<GatewayStatus> gateways,
        String detail,
        long repairs) {
    /**
     * Whether gateways believe that a VIP is here.
     *
     * @param vip its address
     * @param believers those whose answer to the VIP arrived here
     * @param doubters those whose answers to it are missing, though they answer this router's own address
     * @param announced how often it was announced because an answer was missing, since it is here
     */
    public record Proof(String vip, List<String> believers, List<String> doubters, long announced) {}

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
