package dev.culvert.operator.client;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.operator.announce.Outcome;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Why;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * At which ports a client is reached, and who knows.
 *
 * @param now the ports, by exit
 * @param wanted who is to know what
 * @param outcomes what came of telling, be it of what is wanted now or of what was before
 */
record Ports(List<PortStatus> now, List<Task> wanted, List<Outcome> outcomes) {
    private static final String KNOWS = " knows port ";

    /** The condition, of a client that wants anybody told. */
    void tell(VpnClient client, Conditions conditions) {
        if (client.getSpec().announce().isEmpty()) {
            return;
        }
        Optional<String> without = client.getSpec().announce().stream()
                .map(announcement -> announcement.port())
                .filter(name -> now.stream().noneMatch(port -> port.name().equals(name)))
                .findFirst();
        Optional<String> failure = outcomes.stream()
                .flatMap(outcome -> outcome instanceof Outcome.Failed(Task task, String message)
                        ? Stream.of(message)
                        : Stream.empty())
                .min(Comparator.naturalOrder());
        if (without.isPresent()) {
            conditions.add(
                    "PortsAnnounced",
                    false,
                    Why.NoPortGiven,
                    "No exit has a port for " + without.get() + " now; what was told before stays");
        } else if (failure.isPresent()) {
            conditions.add("PortsAnnounced", false, Why.NotTold, failure.get());
        } else if (wanted.isEmpty()) {
            conditions.add("PortsAnnounced", false, Why.Telling, "Nobody has been told yet");
        } else if (!untold().isEmpty()) {
            conditions.add("PortsAnnounced", false, Why.Telling, said(untold(), " is being told port "));
        } else {
            conditions.add("PortsAnnounced", true, Why.Told, said(wanted, KNOWS));
        }
    }

    /** What somebody is to know and is not known to: that he knew another port is over. */
    private List<Task> untold() {
        return wanted.stream()
                .filter(task -> outcomes.stream()
                        .map(Outcome::task)
                        .noneMatch(told -> told.key().equals(task.key())
                                && said(told, KNOWS).equals(said(task, KNOWS))))
                .toList();
    }

    private static String said(List<Task> tasks, String what) {
        return tasks.stream().map(task -> said(task, what)).distinct().sorted().collect(Collectors.joining("; "));
    }

    private static String said(Task task, String what) {
        return task.recipient() + what + task.news().number() + " of exit "
                + task.news().exit();
    }
}
