package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    /** Each is as RFC 5952 §4 wants it, so it prints as it was read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1/24",
                "0.0.0.0/0",
                "::/0",
                "::1/128",
                "fd00::/64",
                "fe80::1:0:0:1/64",
                "2001:db8:0:1:1:1:1:1/128",
                "2001:db8::1:0:0:1/127",
                "1:2:3:4:5:6:7:0/112",
                "1::/16"
            })
    void printsAsRead(String text) {
        assertThat(IpPrefix.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1,10.0.0.1/32", "FD00:0:0::1,fd00::1/128", "2001:db8:0:0:1:0:0:1/64,2001:db8::1:0:0:1/64"})
    void readsOtherForms(String text, String printed) {
        assertThat(IpPrefix.of(text)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/x", "10.0.0/8", "10", "name", "name/8", "", "::/129"})
    void refusesWhatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.of(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void everyIpv6AddressComesBackFromItsText(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            for (int zeroes = random.nextInt(8); zeroes > 0; zeroes--) {
                int group = random.nextInt(8);
                bytes[2 * group] = bytes[2 * group + 1] = 0;
            }
            bytes[0] = 0x20;
            IpPrefix prefix = IpPrefix.of(Inet6Address.getByAddress("", bytes, -1));
            assertThat(IpPrefix.of(prefix.toString())).isEqualTo(prefix);
            assertThat(prefix.toString()).doesNotContain(":::");
        }
    }

    @Test
    void macAddressesComeBackFromTheirText() {
        assertThat(MacAddress.of("02:00:00:ab:cd:ef")).hasToString("02:00:00:ab:cd:ef");
        assertThat(MacAddress.of("ff:ff:ff:ff:ff:ff").bytes()).containsOnly(0xff);
        assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.of("02:00:00:ab:cd"));
        assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.of("nothing"));
    }
}
