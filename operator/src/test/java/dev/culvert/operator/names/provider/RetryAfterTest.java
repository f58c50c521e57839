package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    /** RFC 9110, 5.6.7. */
    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                " 120 "
            })
    void secondsAndAllThreeFormsOfADateAreRead(String header) {
        assertThat(RetryAfter.read(header, EXAMPLE.minusSeconds(120))).contains(Duration.ofMinutes(2));
    }

    @Test
    void twoDigitsOfAYearAreTheOneThatIsNear() {
        assertThat(RetryAfter.read("Thursday, 26-Nov-26 20:00:10 GMT", Instant.parse("2026-11-26T20:00:00Z")))
                .contains(Duration.ofSeconds(10));
        assertThat(RetryAfter.read("Sunday, 06-Nov-94 08:49:37 GMT", Instant.parse("2026-11-26T20:00:00Z")))
                .as("1994, not 2094")
                .contains(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "1, PT1S",
        "3600, PT1H",
        "3601, PT1H",
        "99999999999999999999999, PT1H",
        "'Sun, 06 Nov 1994 08:49:36 GMT', PT0S",
        "'Sun, 06 Nov 1994 10:49:37 GMT', PT1H"
    })
    void itIsNeitherNegativeNorLongerThanAnHour(String header, Duration wait) {
        assertThat(RetryAfter.read(header, EXAMPLE)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1.5",
                "+5",
                "soon",
                "\u0663\u0663",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 06 Nov 1994"
            })
    void whatIsNeitherIsNotGuessed(String header) {
        assertThat(RetryAfter.read(header, EXAMPLE)).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** Written by another writer than ours reads. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasWrittenIsRead(long seed) {
        var random = new SplittableRandom(seed);
        Instant now = Instant.ofEpochSecond(random.nextLong(0, 7_258_118_400L));
        int seconds = random.nextInt(-4000, 8000);
        Duration wait = Duration.ofSeconds(Math.clamp(seconds, 0, 3600));
        Instant then = now.plusSeconds(seconds);
        assertThat(List.of(
                        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US),
                        DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US)))
                .allSatisfy(form -> assertThat(
                                RetryAfter.read(form.withZone(ZoneOffset.UTC).format(then), now))
                        .contains(wait));
        if (seconds >= 0) {
            assertThat(RetryAfter.read(Integer.toString(seconds), now)).contains(wait);
        }
    }
}
