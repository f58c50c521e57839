package dev.culvert.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.10.20.5/24 | prefix: 10.10.20.5/24 has host bits set; write 10.10.20.0/24 or 10.10.20.5/32",
                "2001:db8::1/64 | prefix: 2001:db8::1/64 has host bits set; write 2001:db8::/64 or 2001:db8::1/128",
                "10.10.20.x/24 | prefix: 10.10.20.x/24 is no prefix: the part x is no number; write all of it, as in 192.0.2.0/24 or 2001:db8::/32",
                "10.10.20.5 | prefix: 10.10.20.5 has no prefix length; write 10.10.20.5/32 for the one address",
                "10.0.0.0/33 | prefix: 10.0.0.0/33 has no prefix length from 0 to 32; write a number there, as in 10.0.0.0/32",
                "10.0.0.0/-1 | prefix: 10.0.0.0/-1 has no prefix length from 0 to 32; write a number there, as in 10.0.0.0/32",
                "::/129 | prefix: ::/129 has no prefix length from 0 to 128; write a number there, as in ::/128",
            })
    void saysWhatToWriteInstead(String text, String message) {
        assertThatThrownBy(() -> Prefix.parse(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(message);
    }

    @Test
    void complaintsCanBeGivenTheUsersOwnPath() {
        assertThatThrownBy(() -> {
                    try {
                        Prefix.parse("10.0.0.1/8");
                    } catch (InvalidInput e) {
                        throw e.at("spec.local[2]");
                    }
                })
                .hasMessage("spec.local[2]: 10.0.0.1/8 has host bits set; write 10.0.0.0/8 or 10.0.0.1/32");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0,0.0.0.0,255.255.255.255,4294967296",
        "10.32.0.0/16,10.32.0.0,10.32.255.255,65536",
        "10.0.0.1/32,10.0.0.1,10.0.0.1,1",
        "::/0,::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,9223372036854775807",
        "2001:db8::/63,2001:db8::,2001:db8:0:1:ffff:ffff:ffff:ffff,9223372036854775807",
        "2001:db8::/65,2001:db8::,2001:db8::7fff:ffff:ffff:ffff,9223372036854775807",
        "2001:db8::8/125,2001:db8::8,2001:db8::f,8",
    })
    void knowsItsBounds(String text, String first, String last, long size) {
        var prefix = Prefix.parse(text);
        assertThat(prefix).hasToString(text);
        assertThat(prefix.first()).hasToString(first);
        assertThat(prefix.last()).hasToString(last);
        assertThat(prefix.size()).isEqualTo(size);
        assertThat(prefix.contains(prefix.last())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.1.0.0/16,true,true",
        "10.1.0.0/16,10.0.0.0/8,false,true",
        "10.0.0.0/8,10.0.0.0/8,true,true",
        "10.0.0.0/9,10.128.0.0/9,false,false",
        "0.0.0.0/0,::/0,false,false",
        "::/0,2001:db8::/32,true,true",
        "2001:db8::/64,2001:db8:0:1::/64,false,false",
    })
    void containsAndOverlaps(String a, String b, boolean contains, boolean overlaps) {
        assertThat(Prefix.parse(a).contains(Prefix.parse(b))).isEqualTo(contains);
        assertThat(Prefix.parse(a).overlaps(Prefix.parse(b))).isEqualTo(overlaps);
        assertThat(Prefix.parse(b).overlaps(Prefix.parse(a))).isEqualTo(overlaps);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10,3,10.192.0.0/10",
        "192.168.24.0/22,25,7,192.168.27.128/25",
        "10.0.0.0/24,32,255,10.0.0.255/32",
        "2001:db8::/32,64,1,2001:db8:0:1::/64",
        "2001:db8::/48,65,3,2001:db8:0:1:8000::/65",
        "2001:db8::/120,128,255,2001:db8::ff/128",
        "0.0.0.0/0,31,2147483647,255.255.255.254/31",
    })
    void hasParts(String whole, int length, int index, String part) {
        assertThat(Prefix.parse(whole).subnet(length, index)).hasToString(part);
    }

    @Test
    void listsItsPartsInOrder() {
        assertThat(Prefix.parse("10.0.0.0/8").subnets(10).map(Prefix::toString))
                .containsExactly("10.0.0.0/10", "10.64.0.0/10", "10.128.0.0/10", "10.192.0.0/10");
        assertThatThrownBy(() -> Prefix.parse("10.0.0.0/8").subnets(7)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Prefix.parse("10.0.0.0/8").subnet(10, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersItsAddresses() {
        var prefix = Prefix.parse("192.168.24.0/22");
        assertThat(prefix.host(1023)).hasToString("192.168.27.255");
        assertThatThrownBy(() -> prefix.host(1024)).hasMessage("192.168.24.0/22 has no address number 1024");
    }

    @Test
    void interfaceAddressKeepsItsHostBits() {
        var address = InterfaceAddress.parse("10.2.0.5/24");
        assertThat(address).hasToString("10.2.0.5/24");
        assertThat(address.prefix()).hasToString("10.2.0.0/24");
        assertThatThrownBy(() -> InterfaceAddress.parse("10.2.0.5"))
                .hasMessage("interface address: 10.2.0.5 has no prefix length; write 10.2.0.5/32 for the one address");
    }

    @Test
    void macAddressesAreDerived() {
        assertThat(MacAddress.forAddress(IpAddress.parse("192.168.26.1"))).hasToString("02:00:c0:a8:1a:01");
        assertThat(MacAddress.vrrp(Family.IPV4, 42)).hasToString("00:00:5e:00:01:2a");
        assertThat(MacAddress.vrrp(Family.IPV6, 255)).hasToString("00:00:5e:00:02:ff");
        assertThat(MacAddress.parse("02:00:C0:a8:18:01").bytes()).containsExactly(2, 0, 0xc0, 0xa8, 0x18, 1);
        assertThatThrownBy(() -> MacAddress.vrrp(Family.IPV4, 0)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> MacAddress.parse("02:00:c0:a8:18")).isInstanceOf(InvalidInput.class);
    }
}
