package dev.culvert.model.health;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All settings of health checks. The three witnesses of an exit are its pod, its engine and a probe through the tunnel;
 * one that testifies against it takes it out, all three bring it back. With the defaults a dead gateway takes no new
 * flow after 0.3 s, and a tunnel that swallows packets none after 3 s.
 *
 * @param podInterval how often the pod says that it lives; default 100 ms
 * @param podSilence no word from the pod for this long means down; default 250 ms
 * @param starvedSilence the same while the pod's kernel answers, so that its programs wait for a processor; default 1 s
 * @param engineInterval how often the engine is asked; default 1 s
 * @param engineFall so many bad answers in a row mean down; default 2
 * @param probeInterval how often a probe goes through a tunnel that answers; default 1 s
 * @param probeSuspectInterval the same while an answer is overdue; default 200 ms
 * @param probeBurstInterval the same just after a tunnel came up, to be ready soon; default 25 ms
 * @param probeSilence no answer through the tunnel for this long means down; default 2.5 s
 * @param rise so many good answers of every witness in a row mean up again; default 3
 * @param holdDownBase after a fall it stays out this long at least; doubled at every further fall; default 1 s
 * @param holdDownMax the longest it stays out for flapping; default 60 s
 * @param holdDownDecay up for this long, and its falls are forgotten; default 60 s
 * @param probeTargets whom probes ask, on the internet, any one answering is enough; default 1.1.1.1 and 9.9.9.9
 */
public record HealthSettings(
        Duration podInterval,
        Duration podSilence,
        Duration starvedSilence,
        Duration engineInterval,
        int engineFall,
        Duration probeInterval,
        Duration probeSuspectInterval,
        Duration probeBurstInterval,
        Duration probeSilence,
        int rise,
        Duration holdDownBase,
        Duration holdDownMax,
        Duration holdDownDecay,
        List<IpAddress> probeTargets) {

    /**
     * Refuses settings that would take a healthy exit out, or that contradict each other.
     *
     * @throws InvalidInput naming the setting and what it must be
     */
    public HealthSettings {
        probeTargets = List.copyOf(probeTargets);
        positive("podInterval", podInterval);
        exceeds(
                "podSilence",
                podSilence,
                "2 × podInterval, or one late word counts as death",
                podInterval.multipliedBy(2));
        notBelow("starvedSilence", starvedSilence, "podSilence", podSilence);
        positive("engineInterval", engineInterval);
        atLeastOne("engineFall", engineFall);
        positive("probeBurstInterval", probeBurstInterval);
        notBelow("probeSuspectInterval", probeSuspectInterval, "probeBurstInterval", probeBurstInterval);
        notBelow("probeInterval", probeInterval, "probeSuspectInterval", probeSuspectInterval);
        exceeds(
                "probeSilence",
                probeSilence,
                "probeInterval + 2 × probeSuspectInterval, or one lost probe counts as death",
                probeInterval.plus(probeSuspectInterval.multipliedBy(2)));
        atLeastOne("rise", rise);
        positive("holdDownBase", holdDownBase);
        notBelow("holdDownMax", holdDownMax, "holdDownBase", holdDownBase);
        positive("holdDownDecay", holdDownDecay);
        if (probeTargets.isEmpty()) {
            throw new InvalidInput("probeTargets", "there is none", "name an address that answers, as in 1.1.1.1");
        }
    }

    /** The defaults, which keep the promises on time. */
    public static HealthSettings defaults() {
        return with(Map.of());
    }

    /**
     * The defaults but for the settings named: {@code podInterval=50ms, rise=5, probeTargets=192.0.2.1,192.0.2.2}.
     * Durations have a unit: ms, s or m.
     *
     * @throws InvalidInput naming the setting that is unknown or cannot be read, or contradicts another
     */
    public static HealthSettings with(Map<String, String> changes) {
        var settings = new SettingsText(changes);
        var result = new HealthSettings(
                settings.duration("podInterval", "100ms"),
                settings.duration("podSilence", "250ms"),
                settings.duration("starvedSilence", "1s"),
                settings.duration("engineInterval", "1s"),
                settings.count("engineFall", "2"),
                settings.duration("probeInterval", "1s"),
                settings.duration("probeSuspectInterval", "200ms"),
                settings.duration("probeBurstInterval", "25ms"),
                settings.duration("probeSilence", "2500ms"),
                settings.count("rise", "3"),
                settings.duration("holdDownBase", "1s"),
                settings.duration("holdDownMax", "60s"),
                settings.duration("holdDownDecay", "60s"),
                settings.addresses("probeTargets", "1.1.1.1,9.9.9.9"));
        settings.refuseUnknown();
        return result;
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new InvalidInput(name, SettingsText.format(value) + " is no time", "take more than 0ms");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new InvalidInput(name, value + " is too few", "take 1 or more");
        }
    }

    private static void exceeds(String name, Duration value, String what, Duration bound) {
        if (value.compareTo(bound) <= 0) {
            throw new InvalidInput(
                    name,
                    SettingsText.format(value) + " must exceed " + what,
                    "take more than " + SettingsText.format(bound));
        }
    }

    private static void notBelow(String name, Duration value, String other, Duration bound) {
        if (value.compareTo(bound) < 0) {
            throw new InvalidInput(
                    name,
                    SettingsText.format(value) + " is below " + other,
                    "take " + SettingsText.format(bound) + " or more");
        }
    }
}
