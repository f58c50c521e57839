package dev.culvert.operator.names;

import dev.culvert.manifest.api.DynamicDns;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.NameProvider;
import dev.culvert.manifest.api.NamesStatus;
import dev.culvert.manifest.api.NamesStatus.KnownAddress;
import dev.culvert.manifest.api.NamesStatus.NameStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Why;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a gateway's names should have, and what is true of them; from the exits, and from what came of it so far. */
public final class NamesReport {
    private static final String CONDITION = "NamesPublished";

    private final @Nullable DynamicDns spec;
    private final @Nullable NamesStatus before;
    private final List<Finding> taken;
    private final List<Outcome> outcomes;
    private final List<ExitAddress> exits;
    private final Set<String> external;
    private final List<KnownAddress> known;
    private final @Nullable NamesStatus status;

    /**
     * Of a gateway whose spec can be used.
     *
     * @param now its exits as they are
     * @param taken names that another gateway keeps
     * @param outcomes what came of its tasks
     */
    public NamesReport(VpnGateway gateway, List<ExitStatus> now, List<Finding> taken, List<Outcome> outcomes) {
        spec = gateway.getSpec().dynamicDns();
        before = gateway.getStatus() == null ? null : gateway.getStatus().names();
        this.taken = taken;
        external = gateway.getSpec().exits().stream()
                .filter(exit -> exit.external() != null)
                .map(Exit::name)
                .collect(Collectors.toUnmodifiableSet());
        this.outcomes = outcomes;
        known = known(now);
        exits = now.stream().flatMap(this::exit).toList();
        status = compute();
    }

    /** What the gateway's status says of them; null if there is nothing to say. */
    public @Nullable NamesStatus status() {
        return status;
    }

    private List<KnownAddress> known(List<ExitStatus> now) {
        return now.stream()
                .map(this::known)
                .filter(last -> last.address() != null || last.address6() != null)
                .toList();
    }

    /** Who tells an exit's IPv4 address and no other knows that there is no other. */
    private KnownAddress known(ExitStatus exit) {
        Optional<KnownAddress> old = before == null
                ? Optional.empty()
                : before.exits().stream()
                        .filter(last -> last.name().equals(exit.name()))
                        .findFirst();
        Optional<String> four = address(exit.publicAddress()).map(IpAddress::toString);
        Optional<String> six = address(exit.publicAddress6()).map(IpAddress::toString);
        return new KnownAddress(
                exit.name(),
                four.or(() -> old.map(KnownAddress::address)).orElse(null),
                six.or(() -> four.isPresent() ? Optional.empty() : old.map(KnownAddress::address6))
                        .orElse(null));
    }

    /**
     * One for each of its addresses, or one without. An agent that says nothing says neither that its exit is up nor that it is down.
     */
    private Stream<ExitAddress> exit(ExitStatus exit) {
        // A tunnel that a pod holds or somebody else runs, and of which nobody tells anything; one that nobody runs is
        // down.
        boolean silent = exit.silent() || external.contains(exit.name());
        ExitAddress.State state = exit.healthy() && "probe".equals(exit.witness())
                ? ExitAddress.State.Up
                : exit.healthy() || silent ? ExitAddress.State.Unknown : ExitAddress.State.Down;
        String since = Objects.requireNonNullElse(exit.since(), "");
        List<IpAddress> addresses = known.stream()
                .filter(last -> last.name().equals(exit.name()))
                .flatMap(last -> Stream.of(address(last.address()), address(last.address6())))
                .flatMap(Optional::stream)
                .toList();
        return addresses.isEmpty()
                ? Stream.of(new ExitAddress(exit.name(), state, Optional.empty(), since))
                : addresses.stream().map(address -> new ExitAddress(exit.name(), state, Optional.of(address), since));
    }

    private static Optional<IpAddress> address(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(IpAddress.parse(text));
        } catch (InvalidInput nonsense) {
            return Optional.empty();
        }
    }

    private static List<IpAddress> addresses(List<String> texts) {
        return texts.stream().flatMap(text -> address(text).stream()).toList();
    }

    private @Nullable NamesStatus compute() {
        List<NameStatus> records = Stream.concat(wantedRecords(), leftRecords()).toList();
        if (spec == null) {
            return before == null || records.isEmpty()
                    ? null
                    : new NamesStatus(before.revision(), before.ttl(), before.addresses(), known, records);
        }
        List<String> addresses = Choice.of(
                        exits, before == null ? List.of() : addresses(before.addresses()), spec.most(), spec.keeps())
                .stream()
                .map(IpAddress::toString)
                .toList();
        return new NamesStatus(revision(addresses, records), spec.seconds(), addresses, known, records);
    }

    /** One more for each new wish, and more than anybody has published. */
    private long revision(List<String> addresses, List<NameStatus> records) {
        if (before == null) {
            return 1;
        }
        boolean same = before.addresses().equals(addresses)
                && before.ttl() == Objects.requireNonNull(spec).seconds()
                && before.records().stream()
                        .map(NameTasks::key)
                        .toList()
                        .containsAll(records.stream().map(NameTasks::key).toList());
        long ahead = outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Behind
                        && outcome.task().wanted().revision() == before.revision())
                .mapToLong(outcome -> ((Outcome.Behind) outcome).revision() + 1)
                .max()
                .orElse(0);
        return Math.max(before.revision() + (same ? 0 : 1), ahead);
    }

    private Stream<NameStatus> wantedRecords() {
        return NameTasks.wantedNames(spec, taken).map(name -> {
            NameProvider via = Objects.requireNonNull(spec).provider();
            var fresh = new NameStatus(name, via.kind().word(), via, List.of(), null);
            Optional<NameStatus> old = old(NameTasks.key(fresh));
            Optional<Outcome.Published> published = published(NameTasks.key(fresh));
            List<String> addresses = published
                    .map(done -> done.task().wanted().addresses().stream()
                            .map(IpAddress::toString)
                            .toList())
                    .orElse(old.map(NameStatus::addresses).orElse(List.of()));
            String since = old.filter(record ->
                            record.since() != null && record.addresses().equals(addresses))
                    .map(NameStatus::since)
                    .or(() -> published.map(
                            done -> done.at().truncatedTo(ChronoUnit.SECONDS).toString()))
                    .orElse(null);
            return new NameStatus(name, via.kind().word(), via, addresses, since);
        });
    }

    /** Names that are no longer wanted, until nothing of ours is left there. */
    private Stream<NameStatus> leftRecords() {
        if (before == null) {
            return Stream.empty();
        }
        List<Task.Key> wanted = wantedRecords().map(NameTasks::key).toList();
        return before.records().stream()
                .filter(record -> !wanted.contains(NameTasks.key(record)))
                .filter(record -> outcomes.stream()
                        .noneMatch(outcome -> outcome.task().wanted().released()
                                && outcome.task().key().equals(NameTasks.key(record))
                                && !(outcome instanceof Outcome.Failed)));
    }

    private Optional<NameStatus> old(Task.Key key) {
        return before == null
                ? Optional.empty()
                : before.records().stream()
                        .filter(record -> NameTasks.key(record).equals(key))
                        .findFirst();
    }

    private Optional<Outcome.Published> published(Task.Key key) {
        return outcomes.stream()
                .filter(Outcome.Published.class::isInstance)
                .map(Outcome.Published.class::cast)
                .filter(done -> done.task().key().equals(key)
                        && !done.task().wanted().released()
                        && before != null
                        && done.task().wanted().revision() == before.revision())
                .findFirst();
    }

    /** Adds the condition, if names are asked for. */
    public void tell(Conditions conditions) {
        if (status == null) {
            return;
        }
        Map<Task.Key, Outcome> came = new HashMap<>();
        outcomes.forEach(outcome -> came.put(outcome.task().key(), outcome));
        List<Outcome.Failed> failures = new ArrayList<>();
        boolean pending = false;
        for (NameStatus record : status.records()) {
            switch (came.get(NameTasks.key(record))) {
                case null -> pending = true;
                case Outcome.Failed failed -> failures.add(failed);
                case Outcome.Published done -> pending |= done.task().wanted().revision() != status.revision();
                case Outcome.Behind _ -> pending = true;
            }
        }
        if (!taken.isEmpty()) {
            conditions.add(CONDITION, false, taken.getFirst());
        } else if (spec != null && status.addresses().isEmpty() && spec.keeps()) {
            conditions.add(
                    CONDITION,
                    false,
                    Why.NoAddressKnown,
                    "No exit has had a known public address yet, so nothing is published; see status.exits");
        } else if (!failures.isEmpty()) {
            conditions.add(
                    CONDITION,
                    false,
                    failures.getFirst().reason().name(),
                    true,
                    failures.stream().map(Outcome.Failed::message).collect(Collectors.joining("; ")));
        } else if (pending) {
            conditions.keepOrAdd(CONDITION, Why.Publishing, "It is being published for the first time");
        } else {
            settled(conditions, status);
        }
    }

    private void settled(Conditions conditions, NamesStatus status) {
        String published = status.records().stream().map(NameStatus::name).collect(Collectors.joining(", ")) + " by "
                + status.records().stream().map(NameStatus::provider).distinct().collect(Collectors.joining(", "));
        boolean allDown = exits.stream().allMatch(exit -> exit.state() == ExitAddress.State.Down);
        String addresses = status.addresses().isEmpty() ? "no address" : String.join(", ", status.addresses());
        conditions.add(
                CONDITION,
                true,
                allDown ? (status.addresses().isEmpty() ? Why.NamesEmptied : Why.LastAddressesKept) : Why.NamesKept,
                (allDown ? "No exit is healthy; as whenNoneHealthy says: " : "") + addresses + " under " + published);
    }
}
