package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.dataplane.GatewaySpec.Inbound;
import dev.culvert.dataplane.PortForward.Transport;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.proofs.Proves;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PortForwardTest {
    private static final Pattern BUCKET = Pattern.compile("(\\d+) : ([0-9.]+) \\. (\\d+)");

    private static Map<Integer, String> buckets(int clients) {
        return buckets(IntStream.rangeClosed(1, clients)
                .mapToObj(i -> IpAddress.parse("192.168.24." + i))
                .toList());
    }

    private static Map<Integer, String> buckets(List<IpAddress> clients) {
        var forward = new PortForward(Transport.UDP, 51413, 6881, clients);
        Map<Integer, String> buckets = new TreeMap<>();
        Matcher bucket = BUCKET.matcher(forward.destination());
        while (bucket.find()) {
            assertThat(bucket.group(3)).isEqualTo("6881");
            buckets.put(Integer.parseInt(bucket.group(1)), bucket.group(2));
        }
        assertThat(buckets).hasSize(256);
        return buckets;
    }

    @Proves("I4")
    @Test
    void eachClientGetsItsShare() {
        Map<String, Integer> shares = new TreeMap<>();
        buckets(8).values().forEach(client -> shares.merge(client, 1, Integer::sum));
        assertThat(shares)
                .hasSize(8)
                .allSatisfy((client, share) -> assertThat(share).isEqualTo(32));
    }

    @Proves("I5")
    @Test
    void aLeavingClientsShareIsAllButAFewThatMove() {
        Map<Integer, String> before = buckets(8);
        Map<Integer, String> after = buckets(7);
        long moved = before.entrySet().stream()
                .filter(bucket -> !bucket.getValue().equals("192.168.24.8"))
                .filter(bucket -> !bucket.getValue().equals(after.get(bucket.getKey())))
                .count();
        // Shares are exact, so a few of the others' buckets move as well; IPVS' source hash would move 7 of 8.
        assertThat(moved).isLessThanOrEqualTo(16);
    }

    static LongStream seeds() {
        return LongStream.range(0, 120);
    }

    /**
     * Any client among 3 to 64, at any address, comes or goes. Shares that are exact to one bucket, and tables without a history, cost a
     * few of the others' buckets: a tenth of the table at most. A table that moved nobody else's could not have exact shares.
     */
    @Proves({"I4", "I5"})
    @ParameterizedTest
    @MethodSource("seeds")
    void whoeverComesOrGoesMovesItsShareAndFewOthers(long seed) {
        var random = new SplittableRandom(seed);
        List<IpAddress> all = Stream.generate(() -> "10." + random.nextInt(256) + "." + random.nextInt(256) + ".1")
                .distinct()
                .limit(3 + random.nextInt(62))
                .map(IpAddress::parse)
                .toList();
        String goes = all.get(random.nextInt(all.size())).toString();
        List<IpAddress> rest =
                all.stream().filter(client -> !client.toString().equals(goes)).toList();
        Map<Integer, String> before = buckets(all);
        Map<Integer, String> after = buckets(rest);
        assertExactShares(before, all.size());
        assertExactShares(after, rest.size());
        assertThat(after.values()).doesNotContain(goes);
        long others = before.entrySet().stream()
                .filter(bucket -> !bucket.getValue().equals(goes))
                .filter(bucket -> !bucket.getValue().equals(after.get(bucket.getKey())))
                .count();
        assertThat(others).as("others' buckets that move").isLessThanOrEqualTo(25);
        assertThat(buckets(all.reversed())).as("it comes back, named first").isEqualTo(before);
    }

    private static void assertExactShares(Map<Integer, String> buckets, int clients) {
        Map<String, Integer> shares = new TreeMap<>();
        buckets.values().forEach(client -> shares.merge(client, 1, Integer::sum));
        assertThat(shares)
                .hasSize(clients)
                .allSatisfy((client, share) -> assertThat(share).isBetween(256 / clients, 256 / clients + 1));
    }

    @Test
    void ofMoreClientsThanThereAreNumbersTheFirstAreServed() {
        List<IpAddress> many = IntStream.range(0, 600)
                .mapToObj(i -> IpAddress.parse("10.0.%d.%d".formatted(i / 200, 1 + i % 200)))
                .toList();
        PortForward port = new PortForward(Transport.UDP, 53, 53, many);
        assertThat(port.clients()).hasSize(255);
        assertThat(port.destination()).contains("10.0.0.1 . 53");
    }

    @Proves("I7")
    @Test
    void thereAreManyOfEverything() {
        List<PortForward> ports = IntStream.range(0, 5)
                .mapToObj(port -> new PortForward(
                        Transport.TCP,
                        50_000 + port,
                        80,
                        IntStream.rangeClosed(1, 16)
                                .mapToObj(i -> IpAddress.parse("192.168.24." + i))
                                .toList()))
                .toList();
        assertThat(new Inbound(InboundTag.LAST, ports).ports()).hasSize(5);
        assertThatThrownBy(() -> new Inbound(InboundTag.LAST + 1, ports))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("only gateways 1 to 31 can");
        assertThatThrownBy(() -> new PortForward(Transport.TCP, 0, 80, List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("port");
    }
}
