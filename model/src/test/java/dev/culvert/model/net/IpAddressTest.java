package dev.culvert.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import java.net.Inet6Address;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,192.0.2.1",
        "0.0.0.0,0.0.0.0",
        "255.255.255.255,255.255.255.255",
        "::,::",
        "::1,::1",
        "1::,1::",
        "2001:DB8:0:0:0:0:0:1,2001:db8::1",
        "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
        "1:0:0:2:0:0:0:3,1:0:0:2::3",
        "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0",
        "::ffff:1.2.3.4,::ffff:1.2.3.4",
        "64:ff9b::192.0.2.33,64:ff9b::c000:221",
    })
    void readsEveryFormAndWritesTheCanonicalOne(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
        assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "10.10.20", "10.10.20.x", "256.0.0.1", "1.2.3.4.5", "010.0.0.1", "1..2.3", "example.com", "١.٢.٣.٤",
                ":::", ":1", "1:", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::",
                        "g::",
                "1.2.3.4::", "::1.2.3.4:1", "fe80::1%eth0", "[::1]", " 10.0.0.1"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.remedy()).isNotBlank());
    }

    @Test
    void survivesTheJdksTypeBothWays() {
        var random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            var bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            var address = IpAddress.of(bytes);
            assertThat(address.bytes()).isEqualTo(bytes);
            assertThat(IpAddress.of(address.toInet())).isEqualTo(address);
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
            assertThat(IpAddress.parse(address.toInet().getHostAddress())).isEqualTo(address);
        }
        assertThat(IpAddress.parse("::ffff:1.2.3.4").toInet()).isInstanceOf(Inet6Address.class);
    }

    @Test
    void countsAcrossTheHalvesAndStopsAtTheEnds() {
        assertThat(IpAddress.parse("10.0.0.255").plus(1)).hasToString("10.0.1.0");
        assertThat(IpAddress.parse("::ffff:ffff:ffff:ffff").plus(1)).hasToString("0:0:0:1::");
        assertThat(IpAddress.parse("0:0:0:1::").plus(-1)).hasToString("::ffff:ffff:ffff:ffff");
        for (String last : new String[] {"255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
            assertThatThrownBy(() -> IpAddress.parse(last).plus(1)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String first : new String[] {"0.0.0.0", "::"}) {
            assertThatThrownBy(() -> IpAddress.parse(first).plus(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void ordersAsUnsignedNumbersIpv4First() {
        assertThat(new String[] {"1.0.0.0", "127.255.255.255", "128.0.0.0", "::", "7fff::", "8000::", "8000::1"})
                .extracting(IpAddress::parse)
                .isSorted();
    }
}
