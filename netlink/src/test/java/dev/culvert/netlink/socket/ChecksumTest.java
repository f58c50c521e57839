package dev.culvert.netlink.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    @Test
    void isThatOfRfc1071() {
        byte[] example = HexFormat.of().parseHex("0001f203f4f5f6f7");
        assertThat(Checksum.of(example, 0, 8)).isEqualTo(~0xddf2 & 0xffff);
        assertThat(Checksum.of(0x0001, example, 2, 8)).isEqualTo(~0xddf2 & 0xffff);
    }

    @Test
    void anOddByteIsAHighOne() {
        assertThat(Checksum.of(new byte[] {9, 1, 2, 3}, 1, 4)).isEqualTo(~(0x0102 + 0x0300) & 0xffff);
    }

    @Test
    void ofWhatContainsItIsZero() {
        byte[] header = HexFormat.of().parseHex("45000073000040004011b861c0a80001c0a800c7");
        assertThat(Checksum.of(header, 0, header.length)).isZero();
    }
}
