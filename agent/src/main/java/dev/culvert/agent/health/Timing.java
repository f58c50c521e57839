package dev.culvert.agent.health;

import dev.culvert.model.health.HealthSettings;

/** The settings in nanoseconds, read once, so that a tick neither allocates nor divides. */
record Timing(
        long podInterval,
        long podSilence,
        long starvedSilence,
        long engineInterval,
        int engineFall,
        long probeInterval,
        long probeSuspectInterval,
        long probeBurstInterval,
        long probeSilence,
        int rise,
        long holdDownBase,
        long holdDownMax,
        long holdDownDecay) {

    static Timing of(HealthSettings settings) {
        return new Timing(
                settings.podInterval().toNanos(),
                settings.podSilence().toNanos(),
                settings.starvedSilence().toNanos(),
                settings.engineInterval().toNanos(),
                settings.engineFall(),
                settings.probeInterval().toNanos(),
                settings.probeSuspectInterval().toNanos(),
                settings.probeBurstInterval().toNanos(),
                settings.probeSilence().toNanos(),
                settings.rise(),
                settings.holdDownBase().toNanos(),
                settings.holdDownMax().toNanos(),
                settings.holdDownDecay().toNanos());
    }
}
