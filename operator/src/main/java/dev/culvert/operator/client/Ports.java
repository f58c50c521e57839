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
 * @param outcomes what came of telling
 */
record Ports(List<PortStatus> now, List<Outcome> outcomes) {
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
        } else if (outcomes.isEmpty()) {
            conditions.add("PortsAnnounced", false, Why.Telling, "Nobody has been told yet");
        } else {
            conditions.add(
                    "PortsAnnounced",
                    true,
                    Why.Told,
                    outcomes.stream()
                            .map(Outcome::task)
                            .map(task -> task.recipient() + " knows port "
                                    + task.news().number() + " of exit "
                                    + task.news().exit())
                            .sorted()
                            .collect(Collectors.joining("; ")));
        }
    }
}
