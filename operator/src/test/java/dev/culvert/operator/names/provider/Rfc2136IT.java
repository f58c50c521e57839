package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.manifest.api.NameProvider;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Owner;
import dev.culvert.operator.names.Publisher;
import dev.culvert.operator.names.Publisher.Result;
import dev.culvert.operator.names.Wanted;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** A real BIND. */
class Rfc2136IT {
    private static final Owner MINE = new Owner("11111111-1111-1111-1111-111111111111", "vpn/downloads");
    private static final Owner THEIRS = new Owner("22222222-2222-2222-2222-222222222222", "vpn/others");

    @AutoClose
    private static final Bind bind = new Bind();

    @Test
    @Proves("D9")
    void addsRemovesAndChangesAddressesOfTheSameNumber() throws NotPublished {
        String name = "nine.example.org";
        Publisher publisher = publisher(bind.port());
        assertThat(publisher.publish(wanted(name, 1, "203.0.113.1", "2001:db8::1")))
                .isEqualTo(new Result.Done(true));
        assertThat(bind.addresses(name)).containsExactly("2001:db8:0:0:0:0:0:1", "203.0.113.1");
        publisher.publish(wanted(name, 2, "203.0.113.1", "203.0.113.2"));
        assertThat(bind.addresses(name)).containsExactly("203.0.113.1", "203.0.113.2");
        publisher.publish(wanted(name, 3, "203.0.113.3", "203.0.113.2"));
        assertThat(bind.addresses(name)).containsExactly("203.0.113.2", "203.0.113.3");
        publisher.publish(wanted(name, 4, "203.0.113.3"));
        assertThat(bind.addresses(name)).containsExactly("203.0.113.3");
        String serial = bind.serial();
        assertThat(publisher.publish(wanted(name, 4, "203.0.113.3"))).isEqualTo(new Result.Done(false));
        assertThat(bind.serial()).as("nothing was written").isEqualTo(serial);
        publisher.publish(released(name, 5));
        assertThat(bind.addresses(name)).isEmpty();
        assertThat(bind.texts("_culvert." + name)).isEmpty();
    }

    @Test
    @Proves("D13")
    void keepsTheTimeToLiveAndForeignRecords() throws NotPublished {
        String name = "thirteen.example.org";
        Publisher publisher = publisher(bind.port());
        publisher.publish(wanted(name, 1, "203.0.113.1"));
        bind.add(name, Type.A, "192.0.2.99");
        bind.add(name, Type.TXT, "v=spf1");
        bind.add("_culvert." + name, Type.TXT, "a-note");
        publisher.publish(wanted(name, 2, "203.0.113.2"));
        assertThat(bind.addresses(name)).containsExactly("192.0.2.99", "203.0.113.2");
        assertThat(bind.ttls(name)).containsExactly(60L);
        publisher.publish(new Wanted(name, List.of(IpAddress.parse("203.0.113.2")), 90, MINE, 3, false));
        assertThat(bind.ttls(name)).containsExactly(90L);
        publisher.publish(released(name, 4));
        assertThat(bind.addresses(name)).containsExactly("192.0.2.99");
        assertThat(bind.texts(name)).containsExactly("v=spf1");
        assertThat(bind.texts("_culvert." + name)).containsExactly("a-note");
    }

    @Test
    @Proves("D14")
    void refusesNamesThatAreNotItsOwn() throws NotPublished {
        Publisher publisher = publisher(bind.port());
        bind.add("somebody.example.org", Type.A, "192.0.2.7");
        assertThatThrownBy(() -> publisher.publish(wanted("somebody.example.org", 1, "203.0.113.1")))
                .hasMessage("somebody.example.org: it has addresses that Culvert did not make, 192.0.2.7; "
                        + "delete them, or take another name");
        assertThatThrownBy(() -> publisher.publish(wanted("alias.example.org", 1, "203.0.113.1")))
                .hasMessageContaining("it is an alias (CNAME)");
        String name = "fourteen.example.org";
        publisher.publish(new Wanted(name, List.of(IpAddress.parse("203.0.113.9")), 60, THEIRS, 9, false));
        assertThatThrownBy(() -> publisher.publish(wanted(name, 10, "203.0.113.1")))
                .isInstanceOfSatisfying(
                        NotPublished.class,
                        refused -> assertThat(refused.reason()).isEqualTo(NotPublished.Reason.NameOwnedByOther))
                .hasMessageContaining("vpn/others");
        assertThat(bind.addresses(name)).containsExactly("203.0.113.9");
    }

    /** Somebody took our address out and led the name elsewhere; the claim would stay, and the gateway's deletion wait for it. */
    @Test
    @Proves("D14")
    void aNameThatHasBecomeAnAliasIsReleased() throws NotPublished {
        String name = "aliased.example.org";
        Publisher publisher = publisher(bind.port());
        publisher.publish(wanted(name, 1, "203.0.113.1"));
        bind.delete(name, Type.A);
        bind.add(name, Type.CNAME, "www.example.org.");
        assertThat(publisher.publish(released(name, 2))).isEqualTo(new Result.Done(true));
        assertThat(bind.texts("_culvert." + name)).isEmpty();
        assertThat(bind.read(name, Type.CNAME)).hasSize(1);
    }

    @Test
    @Proves("D11")
    void theLatestWishStaysWhoeverWritesLast() throws NotPublished {
        String name = "eleven.example.org";
        Publisher a = publisher(bind.port());
        Publisher b = publisher(bind.port());
        a.publish(wanted(name, 1, "203.0.113.1"));
        b.publish(wanted(name, 2, "203.0.113.2"));
        assertThat(a.publish(wanted(name, 1, "203.0.113.1"))).isEqualTo(new Result.Behind(2));
        assertThat(bind.addresses(name)).containsExactly("203.0.113.2");
        a.publish(wanted(name, 3, "203.0.113.3"));
        assertThat(bind.addresses(name)).containsExactly("203.0.113.3");
    }

    /** A has looked, and sleeps; B becomes leader and wants the same as is there; A wakes up. */
    @Test
    @Proves("D11")
    void aWriterThatSleptBetweenLookingAndWritingFails() throws NotPublished {
        String name = "asleep.example.org";
        Publisher b = publisher(bind.port());
        b.publish(wanted(name, 4, "203.0.113.4"));
        try (var relay = new DnsRelay(bind.port())) {
            var failure = new AtomicReference<NotPublished>();
            relay.beforeUpdate(() -> {
                try {
                    b.publish(wanted(name, 6, "203.0.113.4"));
                } catch (NotPublished e) {
                    failure.set(e);
                }
            });
            assertThat(publisher(relay.port()).publish(wanted(name, 5, "203.0.113.5")))
                    .isEqualTo(new Result.Behind(6));
            assertThat(failure.get()).isNull();
        }
        assertThat(bind.addresses(name)).containsExactly("203.0.113.4");
    }

    @Test
    @Proves("D10")
    void anUpdateWhoseAnswerIsLostIsNeitherLostNorDoneTwice() throws NotPublished {
        String name = "ten.example.org";
        try (var relay = new DnsRelay(bind.port())) {
            Publisher publisher = publisher(relay.port());
            relay.loseNextAnswer();
            assertThatThrownBy(() -> publisher.publish(wanted(name, 1, "203.0.113.1")))
                    .isInstanceOfSatisfying(
                            NotPublished.class,
                            failed -> assertThat(failed.reason()).isEqualTo(NotPublished.Reason.ProviderUnreachable));
            assertThat(publisher.publish(wanted(name, 1, "203.0.113.1"))).isEqualTo(new Result.Done(false));
        }
        assertThat(bind.addresses(name)).containsExactly("203.0.113.1");
    }

    @Test
    void saysWhatIsWrongWithAKeyAndNeverTheKey() throws NotPublished {
        Wanted wanted = wanted("key.example.org", 1, "203.0.113.1");
        assertThatThrownBy(() -> new Rfc2136Publisher(
                                bind.settings(bind.port()),
                                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                                Duration.ofSeconds(3))
                        .publish(wanted))
                .hasMessageContaining("has another secret for the TSIG key culvert")
                .hasMessageContaining("compare keyName, algorithm and Secret");
        assertThatThrownBy(() -> new Rfc2136Publisher(
                                new NameProvider.Rfc2136(
                                        "127.0.0.1:" + bind.port(),
                                        Bind.ZONE,
                                        new NameProvider.Tsig(
                                                "nobody", null, new NameProvider.CredentialRef("tsig", null))),
                                Bind.SECRET,
                                Duration.ofSeconds(3))
                        .publish(wanted))
                .hasMessageContaining("does not know the TSIG key nobody");
        assertThatThrownBy(() -> new Rfc2136Publisher(bind.settings(bind.port()), "no base64!", Duration.ofSeconds(3)))
                .hasMessageContaining("is not base64")
                .hasMessageNotContaining("no base64!");
        assertThatThrownBy(() -> publisher(bind.port()).publish(wanted("example.org", 1, "203.0.113.1")))
                .hasMessageContaining("refuses to change example.org")
                .hasMessageContaining("update-policy");
    }

    private static Publisher publisher(int port) throws NotPublished {
        return new Rfc2136Publisher(bind.settings(port), Bind.SECRET, Duration.ofSeconds(3));
    }

    private static Wanted released(String name, long revision) {
        return new Wanted(name, List.of(), 60, MINE, revision, true);
    }

    private static Wanted wanted(String name, long revision, String... addresses) {
        return new Wanted(
                name, Arrays.stream(addresses).map(IpAddress::parse).sorted().toList(), 60, MINE, revision, false);
    }
}
