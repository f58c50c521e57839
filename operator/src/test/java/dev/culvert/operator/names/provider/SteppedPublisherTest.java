package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Owner;
import dev.culvert.operator.names.Publisher;
import dev.culvert.operator.names.Publisher.Result;
import dev.culvert.operator.names.Wanted;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers whose API changes one record at a time, against stand-ins that copy them. */
class SteppedPublisherTest {
    private static final Owner MINE = new Owner("11111111-1111-1111-1111-111111111111", "vpn/downloads");
    private static final Owner THEIRS = new Owner("22222222-2222-2222-2222-222222222222", "vpn/others");
    private static final String NAME = "exits.example.org";
    private static final String PLACE = "_culvert.exits.example.org";

    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves({"D9", "D11", "D13"})
    void changesWhatDiffersAndNothingElse(String provider) throws NotPublished {
        try (ProviderStandIn api = standIn(provider)) {
            api.put("A", "www.example.org", "192.0.2.80", 300);
            Publisher publisher = publisher(provider, api, "");
            assertThat(publisher.publish(wanted(1, "203.0.113.1", "2001:db8::1")))
                    .isEqualTo(new Result.Done(true));
            assertThat(addresses(api)).containsExactly("2001:db8::1", "203.0.113.1");
            int writes = api.writes();
            assertThat(publisher.publish(wanted(1, "203.0.113.1", "2001:db8::1")))
                    .isEqualTo(new Result.Done(false));
            assertThat(api.writes()).as("nothing is written twice").isEqualTo(writes);
            String foreign = api.put("A", NAME, "192.0.2.9", 60);
            publisher.publish(wanted(2, "203.0.113.2"));
            assertThat(addresses(api)).containsExactly("192.0.2.9", "203.0.113.2");
            assertThat(publisher.publish(wanted(1, "203.0.113.1"))).isEqualTo(new Result.Behind(2));
            publisher.publish(new Wanted(NAME, List.of(), 60, MINE, 3, true));
            assertThat(api.contents(PLACE, "TXT")).isEmpty();
            assertThat(api.records).containsOnlyKeys("1000", foreign);
        }
    }

    /** Killed after each of its writes, in turn. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves({"D10", "D12"})
    void whereverItEndsTheNameHasAddressesAndTheNextAttemptGoesOn(String provider) throws NotPublished {
        for (int kill = 0; kill < 6; kill++) {
            try (ProviderStandIn api = standIn(provider)) {
                publisher(provider, api, "").publish(wanted(1, "203.0.113.1", "203.0.113.2"));
                api.failAfterWrites(kill);
                try {
                    publisher(provider, api, "").publish(wanted(2, "203.0.113.3", "203.0.113.4"));
                } catch (NotPublished killed) {
                    assertThat(killed.reason()).isEqualTo(NotPublished.Reason.ProviderUnreachable);
                }
                assertThat(addresses(api)).as("after %d writes", kill).isNotEmpty();
                api.failAfterWrites(Integer.MAX_VALUE - 1000);
                api.failNext(1);
                assertThatThrownBy(() -> publisher(provider, api, "").publish(wanted(2, "203.0.113.3", "203.0.113.4")))
                        .hasMessageContaining("status 503");
                publisher(provider, api, "").publish(wanted(2, "203.0.113.3", "203.0.113.4"));
                assertThat(addresses(api)).as("after %d writes", kill).containsExactly("203.0.113.3", "203.0.113.4");
                assertThat(api.contents(PLACE, "TXT"))
                        .singleElement()
                        .satisfies(text -> assertThat(text).contains("revision=2 addresses=203.0.113.3,203.0.113.4"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves("D14")
    void refusesWhatIsNotItsOwnAndSaysWhatIsWrongWithACredential(String provider) throws NotPublished {
        try (ProviderStandIn api = standIn(provider)) {
            api.put("A", NAME, "192.0.2.9", 60);
            assertThatThrownBy(() -> publisher(provider, api, "").publish(wanted(1, "203.0.113.1")))
                    .hasMessageContaining("it has addresses that Culvert did not make, 192.0.2.9");
            assertThatThrownBy(() -> publisher(provider, api, "-wrong").publish(wanted(1, "203.0.113.1")))
                    .isInstanceOfSatisfying(
                            NotPublished.class,
                            refused -> assertThat(refused.reason()).isEqualTo(NotPublished.Reason.CredentialRefused))
                    .hasMessageNotContaining("-wrong");
            String other = "other.example.org";
            publisher(provider, api, "")
                    .publish(new Wanted(other, List.of(IpAddress.parse("203.0.113.9")), 60, THEIRS, 1, false));
            assertThatThrownBy(() -> publisher(provider, api, "")
                            .publish(new Wanted(other, List.of(IpAddress.parse("203.0.113.1")), 60, MINE, 5, false)))
                    .hasMessageContaining("vpn/others");
            assertThat(api.contents(other, "A")).containsExactly("203.0.113.9");
        }
    }

    /** Its leadership was over before it had written all. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudflare", "dynu"})
    @Proves("D11")
    void aWriterThatSleptWhileItsSuccessorWentOnLeavesNothing(String provider) throws NotPublished {
        try (ProviderStandIn api = standIn(provider)) {
            publisher(provider, api, "").publish(wanted(1, "203.0.113.1"));
            RecordApi there = records(provider, api, "");
            RecordApi sleepy = new RecordApi() {
                private boolean slept;

                @Override
                public List<ApiRecord> list(String name) throws NotPublished {
                    return there.list(name);
                }

                @Override
                public void add(String name, String type, String content, int ttl) throws NotPublished {
                    if (!slept) {
                        slept = true;
                        publisher(provider, api, "").publish(wanted(3, "203.0.113.1", "203.0.113.3"));
                    }
                    there.add(name, type, content, ttl);
                }

                @Override
                public void change(String name, ApiRecord record, String content, int ttl) throws NotPublished {
                    there.change(name, record, content, ttl);
                }

                @Override
                public void delete(String name, ApiRecord record) throws NotPublished {
                    there.delete(name, record);
                }
            };
            assertThatThrownBy(() -> new SteppedPublisher(sleepy).publish(wanted(2, "203.0.113.1", "203.0.113.2")))
                    .isInstanceOf(NotPublished.class);
            assertThat(addresses(api)).containsExactlyInAnyOrder("203.0.113.1", "203.0.113.3");
            assertThat(publisher(provider, api, "").publish(wanted(4, "203.0.113.4")))
                    .isEqualTo(new Publisher.Result.Done(true));
            assertThat(addresses(api)).containsExactly("203.0.113.4");
        }
    }

    @Test
    void whatDynuCannotTakeIsRefusedAndNotCalledSilence() {
        try (ProviderStandIn api = standIn("dynu")) {
            Wanted elsewhere =
                    new Wanted("exits.example.net", List.of(IpAddress.parse("203.0.113.9")), 60, MINE, 1, false);
            assertThatThrownBy(() -> publisher("dynu", api, "").publish(elsewhere))
                    .isInstanceOfSatisfying(
                            NotPublished.class,
                            refused -> assertThat(refused.reason()).isEqualTo(NotPublished.Reason.ProviderRefused))
                    .hasMessageContaining("Invalid.");
        }
    }

    @Test
    void whatIsNoTokenAtAllIsACredentialThatIsRefused() {
        try (ProviderStandIn api = standIn("cloudflare")) {
            assertThatThrownBy(() -> publisher("cloudflare", api, "/half").publish(wanted(1, "203.0.113.1")))
                    .isInstanceOfSatisfying(
                            NotPublished.class,
                            refused -> assertThat(refused.reason()).isEqualTo(NotPublished.Reason.CredentialRefused))
                    .hasMessageNotContaining("half");
        }
    }

    private static List<String> addresses(ProviderStandIn api) {
        return api.contents(NAME, "A", "AAAA");
    }

    private static ProviderStandIn standIn(String provider) {
        return provider.equals("dynu") ? new DynuStandIn() : new CloudflareStandIn();
    }

    private static Publisher publisher(String provider, ProviderStandIn api, String more) {
        return new SteppedPublisher(records(provider, api, more));
    }

    private static RecordApi records(String provider, ProviderStandIn api, String more) {
        Duration patience = Duration.ofSeconds(5);
        return provider.equals("dynu")
                ? new DynuApi(api.at(), DynuStandIn.KEY + more, patience, new Backoff(InstantSource.system()))
                : new CloudflareApi(
                        api.at(),
                        "example.org",
                        CloudflareStandIn.TOKEN + more,
                        patience,
                        new Backoff(InstantSource.system()));
    }

    private static Wanted wanted(long revision, String... addresses) {
        return new Wanted(
                NAME, Arrays.stream(addresses).map(IpAddress::parse).sorted().toList(), 60, MINE, revision, false);
    }
}
