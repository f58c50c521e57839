package dev.culvert.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.proofs.Proves;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AddressPlanTest {
    private static final Prefix NETWORK = Prefix.parse("192.168.24.0/22");

    @Test
    void laysOutTheUsualNetwork() {
        var plan = new AddressPlan(NETWORK, new Counts(4, 2, 2, 1, 200));
        assertThat(plan.clients()).hasToString("192.168.24.1-192.168.25.254");
        assertThat(plan.clientCapacity()).isEqualTo(510);
        assertThat(plan.addresses(Role.GATEWAY))
                .extracting(IpAddress::toString)
                .containsExactly("192.168.26.1", "192.168.26.2", "192.168.26.3", "192.168.26.4");
        assertThat(plan.ingressVip(4)).hasToString("192.168.26.132");
        assertThat(plan.router(2)).hasToString("192.168.27.2");
        assertThat(AddressPlan.routers(NETWORK)).hasToString("192.168.27.0/25");
        assertThat(plan.egressVip(1)).hasToString("192.168.27.129");
        assertThat(plan.dns(1)).hasToString("192.168.27.193");
        assertThatThrownBy(() -> plan.gateway(5)).hasMessage("the plan has 4 gateways, no number 5");
    }

    static Stream<Random> seeds() {
        return IntStream.range(0, 200).mapToObj(Random::new);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void addressesAreDistinctAndStayWhenThePlanGrows(Random random) {
        Counts counts = randomCounts(random);
        Counts more = new Counts(
                counts.gateways() + random.nextInt(3),
                counts.routers() + random.nextInt(3),
                counts.egressVips() + random.nextInt(3),
                counts.dns() + random.nextInt(3),
                counts.clients());
        int length = AddressPlan.fittingLength(more);
        var network = Prefix.containing(IpAddress.parse("10.99.99.99"), length);
        var before = new AddressPlan(network, counts);
        var after = new AddressPlan(network, more);

        var seen = new HashSet<IpAddress>();
        for (Role role : Role.values()) {
            if (role != Role.CLIENT) {
                List<IpAddress> kept = before.addresses(role);
                assertThat(after.addresses(role).subList(0, kept.size())).isEqualTo(kept);
                for (IpAddress address : after.addresses(role)) {
                    assertThat(seen.add(address)).as("%s given once", address).isTrue();
                    assertThat(network.contains(address)).isTrue();
                    assertThat(address).isNotIn(network.first(), network.last());
                    assertThat(after.clients().contains(address)).isFalse();
                }
            }
        }
        for (Role role : Role.values()) {
            if (role != Role.CLIENT) {
                assertThat(after.addresses(role))
                        .as("routers, and nobody else, are where routers are: %s", role)
                        .allMatch(address -> AddressPlan.routers(network).contains(address) == (role == Role.ROUTER));
            }
        }
        assertThat(AddressPlan.routers(network).contains(after.clients().last()))
                .isFalse();
        assertThat(after.clients()).isEqualTo(before.clients());
        assertThat(after.clientCapacity()).isGreaterThanOrEqualTo(counts.clients());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void namesTheSmallestNetworkThatFits(Random random) {
        Counts counts = randomCounts(random);
        int fits = AddressPlan.fittingLength(counts);
        var tooSmall = Prefix.containing(IpAddress.parse("10.0.0.0"), fits + 1);
        assertThatThrownBy(() -> new AddressPlan(tooSmall, counts))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("network: " + tooSmall + " has room for ")
                .hasMessageEndingWith("; take a /" + fits);
        assertThat(new AddressPlan(tooSmall.parent(), counts).network()).isEqualTo(tooSmall.parent());
    }

    private static Counts randomCounts(Random random) {
        return new Counts(
                1 + random.nextInt(300),
                1 + random.nextInt(20),
                1 + random.nextInt(4),
                random.nextInt(4),
                1 + random.nextInt(20_000));
    }

    @Test
    void refusesWhatNoPrivateNetworkHolds() {
        assertThatThrownBy(() -> AddressPlan.fittingLength(new Counts(1, 1, 1, 0, 1 << 23)))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new Counts(0, 1, 1, 0, 1)).hasMessage("gateways: 0 is too few; take 1 or more");
        assertThatThrownBy(() -> new AddressPlan(Prefix.parse("fd00::/64"), new Counts(1, 1, 1, 0, 1)))
                .hasMessageContaining("is IPv6");
    }

    @Proves("N7")
    @Test
    void refusesAnOverlapNamingBothAndAFreeNetwork() {
        var taken = List.of(
                new NamedNetwork("pods", Prefix.parse("10.32.0.0/16")),
                new NamedNetwork("nodes", Prefix.parse("192.168.0.0/16")),
                new NamedNetwork("services", Prefix.parse("172.31.0.0/16")));
        assertThatThrownBy(() -> AddressPlan.of(NETWORK, new Counts(4, 2, 1, 1, 200), taken))
                .hasMessage("network: the client network 192.168.24.0/22 overlaps nodes (192.168.0.0/16);"
                        + " take a free one, 172.30.252.0/22");
        assertThat(AddressPlan.of(Prefix.parse("172.30.252.0/22"), new Counts(4, 2, 1, 1, 200), taken)
                        .gateway(1))
                .hasToString("172.30.254.1");
    }

    @Test
    void saysSoWhenEveryPrivateNetworkIsTaken() {
        var taken = new ArrayList<NamedNetwork>();
        FreeNetwork.CANDIDATES.forEach(candidate -> taken.add(new NamedNetwork("nodes", candidate)));
        assertThat(FreeNetwork.find(24, taken)).isEmpty();
        assertThatThrownBy(() -> AddressPlan.of(NETWORK, new Counts(1, 1, 1, 0, 1), taken))
                .hasMessageContaining("all of them are taken");
    }
}
