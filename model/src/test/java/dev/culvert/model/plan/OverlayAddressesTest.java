package dev.culvert.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OverlayAddressesTest {
    private static final OverlayAddresses TWO_NODES = addresses("192.168.24.0/22", "10.244.2.0/24", "10.244.1.0/24");

    @ParameterizedTest
    @CsvSource({
        "10.244.1.0, 192.168.24.0",
        "10.244.1.7, 192.168.24.7",
        "10.244.2.0, 192.168.25.0",
        "10.244.2.255, 192.168.25.255"
    })
    void movesAPodsAddressIntoTheOverlay(String pod, String overlay) {
        assertThat(TWO_NODES.ofPod(IpAddress.parse(pod))).contains(IpAddress.parse(overlay));
        assertThat(TWO_NODES.podOf(IpAddress.parse(overlay))).contains(IpAddress.parse(pod));
    }

    @Test
    void leavesOutWhatIsNoPods() {
        assertThat(TWO_NODES.ofPod(IpAddress.parse("10.244.3.1"))).isEmpty();
        assertThat(TWO_NODES.podOf(IpAddress.parse("10.244.1.1"))).isEmpty();
        assertThat(TWO_NODES.podOf(TWO_NODES.gateway(1))).isEmpty();
        assertThat(TWO_NODES.podOf(TWO_NODES.vip(254))).isEmpty();
    }

    @Test
    void givesGatewaysAndVipsTheTop() {
        assertThat(TWO_NODES.gateway(1)).hasToString("192.168.26.1");
        assertThat(TWO_NODES.gateway(255)).hasToString("192.168.26.255");
        assertThat(TWO_NODES.vip(1)).hasToString("192.168.27.1");
        assertThatThrownBy(() -> TWO_NODES.gateway(0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> TWO_NODES.vip(255)).hasMessageContaining("broadcast");
    }

    @ParameterizedTest
    @CsvSource({"192.168.24.0/23, /22", "198.18.0.0/16, /15"})
    void namesTheSizeThatFits(String network, String fits) {
        String pods = network.endsWith("/16") ? "10.244.0.0/16" : "10.244.0.0/23";
        assertThatThrownBy(() -> addresses(network, pods))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("take a " + fits);
    }

    @Test
    void refusesWhatOverlapsThePodsOrIsIpv6() {
        assertThatThrownBy(() -> addresses("10.0.0.0/8", "10.244.0.0/16")).hasMessageContaining("overlaps");
        assertThatThrownBy(() -> addresses("192.168.0.0/16", "fd00::/64")).hasMessageContaining("IPv4");
        assertThatThrownBy(() -> addresses("192.168.0.0/16")).hasMessageContaining("there are none");
    }

    static Stream<Long> seeds() {
        return new Random(25).longs(100).boxed();
    }

    /** Whatever the pod networks: no address twice, each one's pod found again, none among the reserved. */
    @ParameterizedTest
    @MethodSource("seeds")
    void isOneToOne(long seed) {
        var random = new Random(seed);
        List<Prefix> pods = new ArrayList<>(IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(i -> Prefix.containing(
                        IpAddress.v4(10 << 24 | random.nextInt(1 << 12) << 6), 24 + random.nextInt(5)))
                .toList());
        var addresses = OverlayAddresses.of(Prefix.parse("192.168.0.0/16"), pods);
        Collections.shuffle(pods, random);
        assertThat(OverlayAddresses.of(Prefix.parse("192.168.0.0/16"), pods)).isEqualTo(addresses);
        Set<IpAddress> seen = new HashSet<>();
        for (Prefix prefix : addresses.podNetworks().prefixes()) {
            for (long n = 0; n < prefix.size(); n++) {
                IpAddress pod = prefix.host(n);
                IpAddress overlay = addresses.ofPod(pod).orElseThrow();
                assertThat(addresses.podOf(overlay)).contains(pod);
                assertThat(seen.add(overlay)).isTrue();
                assertThat(overlay).isLessThan(addresses.gateway(1));
            }
        }
        assertThat(addresses.network().contains(addresses.vip(254))).isTrue();
    }

    private static OverlayAddresses addresses(String network, String... podNetworks) {
        return OverlayAddresses.of(
                Prefix.parse(network), Stream.of(podNetworks).map(Prefix::parse).toList());
    }
}
