package dev.culvert.lab.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketTest {
    private static final String ETHERNET = "020000000001020000000002";
    /** 10.244.1.11 to 198.51.100.53, UDP 40000 to 53. */
    private static final String IPV4_DNS = ETHERNET + "0800"
            + "45000020000000004011 0000 0af4010b c6336435".replace(" ", "") + "9c400035000c0000" + "00000000";

    private static final String V6_ADDRESSES = "20010db8001000010000000000000011" + "20010db8010000000000000000000011";

    @Test
    void readsTheFiveTuple() {
        Packet packet = read(IPV4_DNS);
        assertThat(packet)
                .isEqualTo(new Packet(
                        InetAddress.ofLiteral("10.244.1.11"), InetAddress.ofLiteral("198.51.100.53"), 17, 40000, 53));
        assertThat(packet.isDns()).isTrue();
        assertThat(packet.protocolName()).isEqualTo("udp");
    }

    @Test
    void aLaterFragmentHasNoPorts() {
        String fragment = IPV4_DNS.replace("4500002000000000", "4500002000002001");
        assertThat(read(fragment))
                .extracting(Packet::sourcePort, Packet::destinationPort)
                .containsExactly(0, 0);
    }

    @Test
    void findsPortsBehindExtensionHeaders() {
        String hopByHop = "0600000000000000";
        String tcp = "c350035500000000" + "00000000" + "50020000" + "00000000";
        Packet packet = read(ETHERNET + "86dd" + "6000000000000040" + V6_ADDRESSES + hopByHop + tcp);
        assertThat(packet.protocolName()).isEqualTo("tcp");
        assertThat(packet.destinationPort()).isEqualTo(853);
        assertThat(packet.isDns()).isTrue();
    }

    /** Whatever comes by, the capture goes on, and counts what it cannot read. */
    @Test
    void anyBytesAreCounted() {
        Random random = new Random(20261120);
        Tally tally = new Tally(Set.of());
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 14) {
                bytes[12] = (byte) (random.nextBoolean() ? 0x08 : 0x86);
                bytes[13] = (byte) (bytes[12] == 0x08 ? 0x00 : 0xdd);
            }
            tally.add(ByteBuffer.wrap(bytes));
        }
        assertThat(tally.report(0, 0).leaked()).isEqualTo(20_000);
    }

    private static Packet read(String hex) {
        return Packet.ofFrame(ByteBuffer.wrap(HexFormat.of().parseHex(hex))).orElseThrow();
    }
}
