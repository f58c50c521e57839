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
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
        assertThat(buckets).hasSize(2048);
        return buckets;
    }

    @Proves({"I4", "I5"})
    @Test
    void aClientThatLeavesMovesItsShareAlone() {
        Map<Integer, String> before = buckets(8);
        Map<Integer, String> after = buckets(7);
        before.values().removeIf("192.168.24.8"::equals);
        assertThat(before.size()).as("buckets of the other seven").isBetween(2048 * 6 / 8, 2047);
        assertThat(after).containsAllEntriesOf(before);
    }

    @Test
    void theOrderOfClientsPlaysNoPart() {
        List<IpAddress> clients = Stream.of("10.0.0.9", "10.0.0.10", "10.0.0.7")
                .map(IpAddress::parse)
                .toList();
        assertThat(buckets(clients.reversed())).isEqualTo(buckets(clients));
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
