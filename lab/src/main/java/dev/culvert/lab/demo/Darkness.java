package dev.culvert.lab.demo;

import java.util.List;

/**
 * The time without any tunnel.
 *
 * @param what what failed
 * @param seconds how long it was dark
 * @param tries what clients' programs tried meanwhile
 * @param programs clients' programs that ran when their pods were killed
 * @param killed those of them that ended thereby, and were started anew
 * @param leaked packets that left outside a tunnel meanwhile
 * @param worksAfter seconds from healing until a new flow of every client was answered; infinite if it was not
 * @param after requests of every client once all gateways are back
 */
public record Darkness(
        String what,
        double seconds,
        List<Tries> tries,
        int programs,
        int killed,
        long leaked,
        double worksAfter,
        List<Requests> after) {}
