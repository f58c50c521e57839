package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A setting of a program, by environment variable.
 *
 * @param at where it is set
 * @param value what it is set to; empty if that is kept where no file shows it
 * @param secret whether the value must not be shown
 */
public record Setting(Node at, Optional<String> value, boolean secret) {
    private static final Set<String> YES = Set.of("on", "true", "yes", "1");
    private static final Set<String> NO = Set.of("off", "false", "no", "0");

    /** The value for messages: never a secret. */
    public String shown() {
        return secret ? "(its secret value)" : value.orElse("(a value that no file shows)");
    }

    /** A part of the value for messages: never a secret's. */
    public String shown(String part) {
        return secret ? shown() : part;
    }

    /** Whether it switches on. */
    public boolean isOn() {
        return value.filter(text -> YES.contains(text.strip().toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    /** Whether it switches off. */
    public boolean isOff() {
        return value.filter(text -> NO.contains(text.strip().toLowerCase(Locale.ROOT)))
                .isPresent();
    }
}
