package dev.culvert.operator.report;

import dev.culvert.manifest.validation.Finding;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A resource's conditions, made anew; what did not change keeps the time since when it is so. */
public final class Conditions {
    private static final int LONGEST_MESSAGE = 1024;

    private final List<Condition> before;
    private final @Nullable Long generation;
    private final Clock clock;
    private final List<Condition> now = new ArrayList<>();
    private final List<Happening> transitions = new ArrayList<>();
    private final Set<String> warnings = new HashSet<>();

    /**
     * None yet.
     *
     * @param before as they were
     * @param generation of the resource that these are about
     */
    public Conditions(List<Condition> before, @Nullable Long generation, Clock clock) {
        this.before = before;
        this.generation = generation;
        this.clock = clock;
    }

    /** All as they were, but one. */
    public Conditions keepAllBut(String type) {
        before.stream().filter(condition -> !condition.getType().equals(type)).forEach(now::add);
        return this;
    }

    /** Adds one. */
    public Conditions add(String type, boolean status, Why why, String message) {
        return add(type, status, why.name(), why.warning(), message);
    }

    /** Adds one that a rule asks for. */
    public Conditions add(String type, boolean status, Finding finding) {
        return add(type, status, finding.reason().name(), true, finding.message());
    }

    /** Adds one that is so for the same reason as another, which is there already. */
    public Conditions addLike(String type, String other) {
        Condition same = of(now, other).orElseThrow();
        return add(
                type,
                same.getStatus().equals("True"),
                same.getReason(),
                warnings.contains(other),
                other + ": " + same.getMessage());
    }

    /** Leaves one as it was, if there was one. */
    public Conditions keep(String type) {
        of(before, type).ifPresent(now::add);
        return this;
    }

    /** Leaves one as it was; if there was none, it does not hold. */
    public Conditions keepOrAdd(String type, Why why, String message) {
        return of(before, type).isPresent() ? keep(type) : add(type, false, why, message);
    }

    /** Adds one of which nobody knows whether it holds. */
    public Conditions unknown(String type, Why why, String message) {
        return add(type, "Unknown", why.name(), why.warning(), message);
    }

    /** Adds one, with a reason that its own kind of cause names. */
    public Conditions add(String type, boolean status, String reason, boolean warning, String message) {
        return add(type, status ? "True" : "False", reason, warning, message);
    }

    private Conditions add(String type, String text, String reason, boolean warning, String message) {
        Optional<Condition> old = of(before, type);
        boolean same =
                old.filter(condition -> condition.getStatus().equals(text)).isPresent();
        Condition condition = new ConditionBuilder()
                .withType(type)
                .withStatus(text)
                .withReason(reason)
                .withMessage(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(
                        same
                                ? old.get().getLastTransitionTime()
                                : clock.instant()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString())
                .build();
        now.add(condition);
        if (warning) {
            warnings.add(type);
        }
        // Ten thousand resources that are well from the beginning have nothing to tell.
        if (old.map(last -> !same || !last.getReason().equals(reason)).orElse(warning)) {
            transitions.add(Happening.of(condition, warning));
        }
        return this;
    }

    /** All that were added. */
    public List<Condition> list() {
        return List.copyOf(now);
    }

    /** Those that changed status or reason, and new ones that somebody should look at. */
    public List<Happening> transitions() {
        return List.copyOf(transitions);
    }

    /** Whether that one holds. */
    public boolean holds(String type) {
        return holds(now, type);
    }

    /** Whether that one holds in a resource's status. */
    public static boolean holds(List<Condition> conditions, String type) {
        return of(conditions, type)
                .filter(condition -> condition.getStatus().equals("True"))
                .isPresent();
    }

    /** The one of that type. */
    public static Optional<Condition> of(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }
}
