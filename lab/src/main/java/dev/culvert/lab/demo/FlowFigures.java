package dev.culvert.lab.demo;

import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a failure did to flows that were open.
 *
 * @param opened flows that were open when it happened
 * @param unopened flows that could not be opened before
 * @param onExit those whose exit was lost
 * @param endedOnExit those of them that ended
 * @param movedOnExit those of them over UDP that live, by another exit
 * @param how how these ended, by {@link Fate}
 * @param endedAfter when these ended, in seconds since the failure, in order
 * @param othersEnded flows of other exits that ended, by exit
 * @param othersMoved flows of other exits that live, and whose remote has seen another address meanwhile
 * @param othersLongestPause longest time without an answer in a flow of another exit that lives, in seconds
 */
public record FlowFigures(
        int opened,
        int unopened,
        int onExit,
        int endedOnExit,
        int movedOnExit,
        Map<Fate, Integer> how,
        List<Double> endedAfter,
        Map<String, Integer> othersEnded,
        int othersMoved,
        double othersLongestPause) {

    /**
     * Compares the same flows, in the same order, before and after.
     *
     * @param lost the addresses of the exits that were lost
     * @param at when
     */
    static FlowFigures of(List<FlowReport> before, List<FlowReport> after, Set<String> lost, Instant at) {
        int opened = 0;
        int onExit = 0;
        int movedOnExit = 0;
        Map<String, Integer> othersEnded = new TreeMap<>();
        int othersMoved = 0;
        double longestPause = 0;
        Map<Fate, Integer> how = new TreeMap<>();
        List<Double> endedAfter = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).unharmed()) {
                continue;
            }
            FlowReport now = after.get(i);
            opened++;
            if (lost.contains(before.get(i).exit().orElseThrow())) {
                onExit++;
                if (now.ended().isPresent()) {
                    how.merge(now.fate(), 1, Integer::sum);
                    endedAfter.add(seconds(at, now.ended().get()));
                } else if (now.protocol().equals("udp") && now.exits().size() > 1) {
                    movedOnExit++;
                }
            } else if (now.ended().isPresent()) {
                othersEnded.merge(before.get(i).exit().orElseThrow(), 1, Integer::sum);
            } else {
                othersMoved += now.unharmed() ? 0 : 1;
                longestPause = Math.max(longestPause, now.longestGap().toNanos() / 1e9);
            }
        }
        endedAfter.sort(Double::compare);
        return new FlowFigures(
                opened,
                before.size() - opened,
                onExit,
                endedAfter.size(),
                movedOnExit,
                how,
                endedAfter,
                othersEnded,
                othersMoved,
                longestPause);
    }

    /** How many of the flows that lived {@code before} have ended by {@code after}, by exit. */
    static Map<String, Integer> ended(List<FlowReport> before, List<FlowReport> after) {
        Map<String, Integer> ended = new TreeMap<>();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).ended().isEmpty() && after.get(i).ended().isPresent()) {
                ended.merge(String.join("+", before.get(i).exits()), 1, Integer::sum);
            }
        }
        return ended;
    }

    static int sum(Map<String, Integer> byExit) {
        return byExit.values().stream().mapToInt(Integer::intValue).sum();
    }

    static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
