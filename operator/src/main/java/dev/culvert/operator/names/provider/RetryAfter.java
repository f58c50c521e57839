package dev.culvert.operator.names.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** HTTP's {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date in any of the three forms that 5.6.7 has receivers read. */
final class RetryAfter {
    /** However long a provider asks for: a wrong clock or a wrong header must not silence a name for days. */
    static final Duration LONGEST = Duration.ofHours(1);

    /** Above so many digits there is more than {@link #LONGEST} in any case. */
    private static final int MOST_DIGITS = 9;

    /** RFC 850's year is of two digits; one that seems more than 50 years ahead is past. */
    private static final int YEARS_BACK = 49;

    private RetryAfter() {}

    /**
     * How long to wait, from nothing to {@link #LONGEST}; empty if that cannot be read.
     *
     * @param now when the answer came
     */
    static Optional<Duration> read(String header, Instant now) {
        String text = header.strip();
        return text.matches("[0-9]+")
                ? Optional.of(text.length() > MOST_DIGITS ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(text))))
                : dates(now)
                        .flatMap(form -> date(text, form).stream())
                        .findFirst()
                        .map(then -> bounded(Duration.between(now, then)));
    }

    private static Duration bounded(Duration asked) {
        Duration wait = asked.isNegative() ? Duration.ZERO : asked;
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    private static Stream<DateTimeFormatter> dates(Instant now) {
        return Stream.of(
                DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US),
                new DateTimeFormatterBuilder()
                        .appendPattern("EEEE, dd-MMM-")
                        .appendValueReduced(
                                ChronoField.YEAR,
                                2,
                                2,
                                now.atOffset(ZoneOffset.UTC).getYear() - YEARS_BACK)
                        .appendPattern(" HH:mm:ss 'GMT'")
                        .toFormatter(Locale.US),
                DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US));
    }

    private static Optional<Instant> date(String text, DateTimeFormatter form) {
        try {
            return Optional.of(form.withZone(ZoneOffset.UTC).parse(text, Instant::from));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
