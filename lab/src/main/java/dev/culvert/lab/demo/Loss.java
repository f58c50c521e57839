package dev.culvert.lab.demo;

import java.util.Map;

/**
 * What was seen when a host failed, and when it came back.
 *
 * @param kind what failed
 * @param host the host
 * @param flows open flows
 * @param newFlows flows begun afterwards
 * @param transfer a long transfer
 * @param longestPacketGap of a packet train through another exit or, with a router, through any, in seconds
 * @param back seconds from its healing until new flows go through it again; infinite if none did; 0 for a router
 * @param endedByReturn flows that ended while it came back, by exit
 * @param pinnedElsewhere flows opened while an exit was away, whose exit may not be the one that the table gives today
 * @param pinnedElsewhereEnded those of them that ended; nothing is promised of them when a router dies
 */
public record Loss(
        Kind kind,
        String host,
        FlowFigures flows,
        NewFlows newFlows,
        Transfer transfer,
        double longestPacketGap,
        double back,
        Map<String, Integer> endedByReturn,
        int pinnedElsewhere,
        int pinnedElsewhereEnded) {

    /** What can fail, and within how many seconds it must take no new flow. */
    public enum Kind {
        GATEWAY_KILLED(2, "is killed (kill -9)", 0.3),
        TUNNEL_SWALLOWS(3, "'s tunnel swallows packets, its engine says healthy", 3),
        ROUTER_KILLED(4, ", which holds the VIP, is killed", 1);

        private final int step;
        private final String words;
        private final double limit;

        Kind(int step, String words, double limit) {
            this.step = step;
            this.words = words;
            this.limit = limit;
        }

        String of(String host) {
            return host + (words.startsWith("is") ? " " : "") + words;
        }

        int step() {
            return step;
        }

        double limit() {
            return limit;
        }
    }
}
