package dev.culvert.model.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthSettingsTest {

    @Test
    void defaultsKeepThePromisesOnTime() {
        HealthSettings settings = HealthSettings.defaults();
        assertThat(settings.podSilence()).isLessThanOrEqualTo(Duration.ofMillis(300));
        assertThat(settings.probeSilence()).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(settings.probeTargets()).hasSize(2);
    }

    @Test
    void changesAreReadByName() {
        HealthSettings settings = HealthSettings.with(Map.of(
                "podInterval", "50ms", "holdDownMax", "2m", "rise", "5", "probeTargets", "192.0.2.1, 2001:db8::1"));
        assertThat(settings.podInterval()).hasMillis(50);
        assertThat(settings.holdDownMax()).hasSeconds(120);
        assertThat(settings.rise()).isEqualTo(5);
        assertThat(settings.probeTargets())
                .containsExactly(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1"));
        assertThat(settings.podSilence()).isEqualTo(HealthSettings.defaults().podSilence());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "podSilence|200ms|podSilence: 200ms must exceed 2 × podInterval, or one late word counts as death; take more than 200ms",
                "podInterval|0ms|podInterval: 0ms is no time; take more than 0ms",
                "podInterval|100|podInterval: 100 is no duration; write a number with ms, s or m, as in 100ms",
                "engineFall|0|engineFall: 0 is too few; take 1 or more",
                "rise|-1|rise: -1 is no count; write a whole number, as in 3",
                "probeSilence|1400ms|probeSilence: 1400ms must exceed probeInterval + 2 × probeSuspectInterval, or one lost probe counts as death; take more than 1400ms",
                "probeSuspectInterval|2s|probeInterval: 1000ms is below probeSuspectInterval; take 2000ms or more",
                "probeBurstInterval|1s|probeSuspectInterval: 200ms is below probeBurstInterval; take 1000ms or more",
                "holdDownMax|10ms|holdDownMax: 10ms is below holdDownBase; take 1000ms or more",
                "probeTargets|example.com|probeTargets: example.com is no address: it is not four numbers; write all of it, as in 192.0.2.1 or 2001:db8::1",
            })
    void refusesWithTheSettingsName(String name, String value, String message) {
        assertThatThrownBy(() -> HealthSettings.with(Map.of(name, value)))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(message);
    }

    @Test
    void refusesASettingThatDoesNotExist() {
        assertThatThrownBy(() -> HealthSettings.with(Map.of("podTimeout", "1s")))
                .hasMessageStartingWith("podTimeout: there is no such setting; take one of engineFall, ");
    }
}
