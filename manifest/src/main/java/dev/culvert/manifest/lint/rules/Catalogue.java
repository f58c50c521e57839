package dev.culvert.manifest.lint.rules;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All rules, by code. */
public final class Catalogue {
    /** Sorted by code. */
    public static final List<Rule> RULES = Stream.of(
                    Multus.RULES,
                    Routes.RULES,
                    Addresses.RULES,
                    Clients.RULES,
                    Bridges.RULES,
                    Policies.RULES,
                    Overlaps.RULES,
                    GluetunFirewall.RULES,
                    GluetunServer.RULES,
                    GluetunTunnel.RULES,
                    GluetunNames.RULES,
                    FirewallRules.RULES,
                    OwnResources.RULES)
            .flatMap(List::stream)
            .sorted(Comparator.comparing(Rule::code))
            .toList();

    private Catalogue() {}

    /** The rule with a code, in whatever case. */
    public static Optional<Rule> rule(String code) {
        return RULES.stream().filter(rule -> rule.code().equalsIgnoreCase(code)).findFirst();
    }
}
