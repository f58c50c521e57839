package dev.culvert.lab.demo;

import dev.culvert.lab.flow.ConnectTrain.Attempt;
import java.time.Instant;
import java.util.List;

/**
 * How flows fared that were begun after a failure.
 *
 * @param tried how many
 * @param failed those that were refused, or not answered at their first packet
 * @param lastFailure when the last of these was begun, in seconds since the failure; 0 if none failed
 */
public record NewFlows(int tried, int failed, double lastFailure) {
    /** Counts what was begun at {@code at} or later. */
    static NewFlows of(List<Attempt> attempts, Instant at) {
        List<Attempt> since = attempts.stream()
                .filter(attempt -> !attempt.started().isBefore(at))
                .toList();
        List<Attempt> failed =
                since.stream().filter(attempt -> attempt.exit().isEmpty()).toList();
        double last = failed.stream()
                .mapToDouble(attempt -> FlowFigures.seconds(at, attempt.started()))
                .max()
                .orElse(0);
        return new NewFlows(since.size(), failed.size(), last);
    }
}
