package dev.culvert.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReverseZonesTest {
    @Test
    void aNetworkThatEndsAtALabelHasOneZone() {
        assertThat(zones("10.0.0.0/8")).containsExactly("10.in-addr.arpa");
        assertThat(zones("10.96.0.0/16")).containsExactly("96.10.in-addr.arpa");
        assertThat(zones("10.244.3.7/32")).containsExactly("7.3.244.10.in-addr.arpa");
        assertThat(zones("2001:db8:10::/48")).containsExactly("0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    }

    @Test
    void anotherHasOneForEachPartThatDoes() {
        assertThat(zones("10.96.0.0/12"))
                .hasSize(16)
                .startsWith("96.10.in-addr.arpa")
                .endsWith("111.10.in-addr.arpa");
        assertThat(zones("fc00::/7")).containsExactly("c.f.ip6.arpa", "d.f.ip6.arpa");
        assertThat(zones("10.0.0.4/30"))
                .containsExactly(
                        "4.0.0.10.in-addr.arpa",
                        "5.0.0.10.in-addr.arpa",
                        "6.0.0.10.in-addr.arpa",
                        "7.0.0.10.in-addr.arpa");
    }

    private static List<String> zones(String prefix) {
        return ReverseZones.of(Prefix.parse(prefix));
    }
}
