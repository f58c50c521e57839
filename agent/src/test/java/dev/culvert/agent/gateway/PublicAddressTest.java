package dev.culvert.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.model.net.IpAddress;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Type;

class PublicAddressTest {
    private static final int NUMBER = 0x1234;
    /** No question, one answer, which belongs to the root. */
    private static final String COUNTS = "0000 0001 0000 0000 00";

    private static byte[] message(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void isWhatTheAnswerSays() {
        byte[] four = message("1234 8180" + COUNTS + "0001 0001 0000003c 0004 cb007107");
        byte[] six = message("1234 8180" + COUNTS + "001c 0001 0000003c 0010 20010db8000000000000000000000007");
        assertThat(PublicAddress.address(four, NUMBER, Type.A)).contains(IpAddress.parse("203.0.113.7"));
        assertThat(PublicAddress.address(six, NUMBER, Type.AAAA)).contains(IpAddress.parse("2001:db8::7"));
        assertThat(PublicAddress.address(four, NUMBER, Type.AAAA)).isEmpty();
        assertThat(PublicAddress.address(four, NUMBER + 1, Type.A)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "an update whose record has no data, 1234 a880 0000 0001 0000 0000 00 0001 0001 0000003c 0000",
        "the same in another class,          1234 a880 0000 0001 0000 0000 00 0001 00ff 00000000 0000",
        "a time to live below zero,          1234 8180 0000 0001 0000 0000 00 0001 0001 ffffffff 0004 cb007107",
        "the same in an update,              1234 a880 0000 0001 0000 0000 00 0001 0001 ffffffff 0000",
        "nothing,                            1234"
    })
    void nothingThatComesEndsTheAgent(String what, String hex) {
        PublicAddress.address(message(hex.strip()), NUMBER, Type.A);
        assertThat(PublicAddress.address(message(hex.strip()), NUMBER, Type.AAAA))
                .as(what)
                .isEmpty();
    }

    @Test
    void noBytesWhateverEndTheAgent() {
        var random = new SplittableRandom(7);
        byte[] good = message("1234 8180" + COUNTS + "0001 0001 0000003c 0004 cb007107");
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = good.clone();
            for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                bytes[random.nextInt(2, bytes.length)] = (byte) random.nextInt();
            }
            PublicAddress.address(bytes, NUMBER, Type.A);
            PublicAddress.address(bytes, NUMBER, Type.AAAA);
        }
    }
}
