package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.NameProvider;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.Outcome;
import dev.culvert.operator.names.Owner;
import dev.culvert.operator.names.Publishing;
import dev.culvert.operator.names.Task;
import dev.culvert.operator.names.Wanted;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider that has had too much is asked, and when; by a clock that the test moves. */
class ProviderBackoffTest {
    private static final Instant START = Instant.parse("2026-11-26T20:00:00Z");

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final Backoff backoff = new Backoff(clock);

    @ParameterizedTest
    @CsvSource({
        "cloudflare, 429, 120, 120",
        "dynu, 429, 120, 120",
        "cloudflare, 503, 'Thu, 26 Nov 2026 20:01:30 GMT', 90",
        "dynu, 503, 'Thu, 26 Nov 2026 20:01:30 GMT', 90",
        "cloudflare, 429, 86400, 3600"
    })
    @Proves("D10")
    void aProviderIsLeftAloneForAsLongAsItAskedForAndNoLonger(
            String provider, int status, String retryAfter, long seconds) {
        try (ProviderStandIn api = standIn(provider)) {
            Publishing exits = publishing(provider, api);
            Publishing others = publishing(provider, api);
            assertThat(exits.attempt(task("exits.example.org", 1, "203.0.113.1", "203.0.113.2")))
                    .isInstanceOf(Outcome.Published.class);
            api.busy(status, retryAfter);
            int before = api.requests();
            Task removal = task("exits.example.org", 2, "203.0.113.1");
            Outcome refused = exits.attempt(removal);
            assertThat(refused).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.notBefore()).contains(START.plusSeconds(seconds));
                assertThat(failed.message()).contains("wants no request before " + START.plusSeconds(seconds));
            });
            assertThat(exits.askedFor(refused)).contains(Duration.ofSeconds(seconds));
            assertThat(api.requests()).isEqualTo(before + 1);
            api.busy(0, "");

            now = START.plusSeconds(seconds).minusNanos(1);
            assertThat(exits.attempt(removal))
                    .as("no news of what is known")
                    .matches(again -> !exits.isNews(refused, again));
            assertThat(others.attempt(task("others.example.org", 1, "203.0.113.9")))
                    .as("another name with that credential")
                    .isInstanceOf(Outcome.Failed.class);
            assertThat(api.requests()).as("nobody asked").isEqualTo(before + 1);

            now = START.plusSeconds(seconds);
            assertThat(exits.attempt(removal)).isInstanceOf(Outcome.Published.class);
            assertThat(api.contents("exits.example.org", "A")).containsExactly("203.0.113.1");
        }
    }

    @ParameterizedTest
    @CsvSource({"429, soon", "429, 0", "503, -1", "500, 120"})
    void whoAsksForNothingThatCanBeReadIsAskedAtOurOwnPace(int status, String retryAfter) {
        try (ProviderStandIn api = standIn("cloudflare")) {
            Publishing exits = publishing("cloudflare", api);
            Task wanted = task("exits.example.org", 1, "203.0.113.1");
            api.busy(status, retryAfter);
            Outcome refused = exits.attempt(wanted);
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.message()).contains("status " + status));
            assertThat(exits.askedFor(refused)).isEmpty();
            api.busy(0, "");
            assertThat(exits.attempt(wanted)).isInstanceOf(Outcome.Published.class);
        }
    }

    @Test
    void theLongestHoldsAndAClockThatIsPutBackEndsIt() {
        backoff.hold(Duration.ofMinutes(5));
        backoff.hold(Duration.ofMinutes(1));
        assertThat(backoff.until()).contains(START.plusSeconds(300));
        now = START.minus(Duration.ofDays(1));
        assertThat(backoff.until()).isEmpty();
        backoff.hold(Duration.ofMinutes(1));
        assertThat(backoff.until()).contains(now.plusSeconds(60));
    }

    private static ProviderStandIn standIn(String provider) {
        return provider.equals("dynu") ? new DynuStandIn() : new CloudflareStandIn();
    }

    /** A way of its own for each name, as the operator has. */
    private Publishing publishing(String provider, ProviderStandIn api) {
        Duration patience = Duration.ofSeconds(5);
        return new Publishing(
                _ -> new SteppedPublisher(
                        provider.equals("dynu")
                                ? new DynuApi(api.at(), DynuStandIn.KEY, patience, backoff)
                                : new CloudflareApi(
                                        api.at(), "example.org", CloudflareStandIn.TOKEN, patience, backoff)),
                clock);
    }

    private static Task task(String name, long revision, String... addresses) {
        return new Task(
                new Wanted(
                        name,
                        Arrays.stream(addresses).map(IpAddress::parse).toList(),
                        60,
                        new Owner("11111111-1111-1111-1111-111111111111", "vpn/downloads"),
                        revision,
                        false),
                new NameProvider(null, null, null, new NameProvider.Dynu(new NameProvider.CredentialRef("dynu", null))),
                "vpn",
                "1");
    }
}
