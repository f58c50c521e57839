package dev.culvert.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.net.Family;
import dev.culvert.model.plan.Mtu.Access;
import dev.culvert.model.plan.Mtu.Underlay;
import dev.culvert.proofs.Proves;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MtuTest {

    private static OptionalInt given(int mtu) {
        return mtu == 0 ? OptionalInt.empty() : OptionalInt.of(mtu);
    }

    /** N1; the first line is what everybody knows: 1450 in VXLAN, 1420 in WireGuard, MSS 1380. */
    @Proves("N1")
    @ParameterizedTest
    @CsvSource({
        // underlay, family, access, tunnel, given: access, tunnel, client, MSS v4, MSS v6
        "1500,IPV4,VXLAN,WIREGUARD,0,1450,1420,1420,1380,1360",
        "1500,IPV4,VXLAN,WIREGUARD,1420,1450,1420,1420,1380,1360",
        "1500,IPV4,VXLAN,WIREGUARD,1440,1450,1440,1440,1400,1380",
        "1500,IPV4,VXLAN,WIREGUARD,1320,1450,1320,1320,1280,1260",
        "1500,IPV4,VXLAN,OPENVPN,0,1450,1448,1448,1408,1388",
        "1500,IPV6,VXLAN,WIREGUARD,0,1430,1420,1420,1380,1360",
        "1500,IPV6,VXLAN,OPENVPN,0,1430,1428,1428,1388,1368",
        "1450,IPV4,VXLAN,WIREGUARD,0,1400,1390,1390,1350,1330",
        "1450,IPV4,VXLAN,WIREGUARD,1420,1400,1390,1390,1350,1330",
        "1450,IPV4,VXLAN,WIREGUARD,1320,1400,1320,1320,1280,1260",
        "1450,IPV4,VXLAN,OPENVPN,0,1400,1398,1398,1358,1338",
        "1450,IPV6,VXLAN,WIREGUARD,1420,1380,1370,1370,1330,1310",
        "9000,IPV4,VXLAN,WIREGUARD,0,8950,1420,1420,1380,1360",
        "9000,IPV4,VXLAN,WIREGUARD,1320,8950,1320,1320,1280,1260",
        "9000,IPV4,VXLAN,OPENVPN,0,8950,1448,1448,1408,1388",
        "1500,IPV4,DIRECT,WIREGUARD,0,1500,1420,1420,1380,1360",
        "1360,IPV6,DIRECT,WIREGUARD,0,1360,1280,1280,1240,1220",
    })
    void computesThePath(
            int underlay,
            Family family,
            Access access,
            Encapsulation kind,
            int given,
            int inner,
            int tunnel,
            int client,
            int mss4,
            int mss6) {
        Mtu path = Mtu.path(new Underlay(underlay, family), access, kind, given(given), true);
        assertThat(path).isEqualTo(new Mtu(inner, tunnel, client));
        assertThat(path.mss(Family.IPV4)).isEqualTo(mss4);
        assertThat(path.mss(Family.IPV6)).isEqualTo(mss6);
        assertThat(path.requireFits(client)).isEqualTo(client);
        assertThatThrownBy(() -> path.requireFits(client + 1))
                .hasMessageContaining("lower it to " + client + " or less");
    }

    /** N2: what is refused names a number, and that number is taken, while one less is not. */
    @Proves("N2")
    @ParameterizedTest
    @CsvSource({
        "1300,IPV4,VXLAN,true,1340",
        "1300,IPV6,VXLAN,true,1360",
        "1300,IPV6,DIRECT,true,1360",
        "600,IPV4,VXLAN,false,636",
    })
    void refusesTheImpossible(int underlay, Family family, Access access, boolean ipv6, int fits) {
        assertThatThrownBy(() -> Mtu.path(
                        new Underlay(underlay, family), access, Encapsulation.WIREGUARD, OptionalInt.empty(), ipv6))
                .hasMessageStartingWith("underlay: an MTU of " + underlay)
                .hasMessageContaining("raise it to " + fits + " or more");
        assertThatThrownBy(() -> Mtu.path(
                        new Underlay(fits - 1, family), access, Encapsulation.WIREGUARD, OptionalInt.empty(), ipv6))
                .hasMessageContaining("raise it to " + fits);
        Mtu path = Mtu.path(new Underlay(fits, family), access, Encapsulation.WIREGUARD, OptionalInt.empty(), ipv6);
        assertThat(path.client()).isEqualTo(ipv6 ? 1280 : 576);
    }

    @Test
    void refusesATunnelTooSmallForIpv6() {
        var underlay = new Underlay(1500, Family.IPV4);
        assertThatThrownBy(() -> Mtu.path(underlay, Access.DIRECT, Encapsulation.WIREGUARD, OptionalInt.of(1200), true))
                .hasMessage("tunnel: an MTU of 1200 is less than the 1280 that IPv6 needs;"
                        + " raise it to 1280 or more, or leave IPv6 closed");
        assertThat(Mtu.path(underlay, Access.DIRECT, Encapsulation.WIREGUARD, OptionalInt.of(1200), false)
                        .client())
                .isEqualTo(1200);
    }

    @Test
    void clientsOfSeveralGatewaysTakeTheLeast() {
        assertThat(Mtu.common(List.of(new Mtu(1450, 1420, 1420), new Mtu(1450, 1320, 1320))))
                .isEqualTo(1320);
        assertThatThrownBy(() -> Mtu.common(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
