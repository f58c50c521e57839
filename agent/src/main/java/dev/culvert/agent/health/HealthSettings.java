package dev.culvert.agent.health;

import java.time.Duration;

/** Stand-in until the model has it. */
public record HealthSettings(
        Duration podInterval,
        Duration podSilence,
        Duration engineInterval,
        int engineFall,
        Duration probeInterval,
        Duration probeSuspectInterval,
        Duration probeBurstInterval,
        Duration probeSilence,
        int rise,
        Duration holdDownBase,
        Duration holdDownMax,
        Duration holdDownDecay) {

    public static HealthSettings defaults() {
        return new HealthSettings(
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                2,
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ofMillis(25),
                Duration.ofMillis(2500),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60));
    }
}
