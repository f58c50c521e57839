package dev.culvert.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.Inet6Address;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
    private final ByteBuffer buffer = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
    private final MessageWriter writer = new MessageWriter(buffer);

    @Test
    void whatIsWrittenIsRead() {
        writer.begin(16, 5, 42).i32(7);
        writer.u8(1, 200)
                .u16(2, 60_000)
                .u16be(3, 4789)
                .i32(4, -1)
                .string(5, "net1")
                .flag(6);
        writer.nest(7, () -> writer.bytes(1, new byte[] {1, 2, 3}).i32(2, 9));
        writer.end();
        writer.begin(17, 1, 43).end();
        List<Message> messages = Message.parse(buffer, writer.length());
        assertThat(messages).extracting(Message::type).containsExactly(16, 17);
        assertThat(messages).extracting(Message::sequence).containsExactly(42, 43);
        Message message = messages.getFirst();
        assertThat(message.i32(0)).isEqualTo(7);
        Attributes attributes = message.attributes(4);
        assertThat(next(attributes).u8()).isEqualTo(200);
        assertThat(next(attributes).u16()).isEqualTo(60_000);
        assertThat(next(attributes).u16be()).isEqualTo(4789);
        assertThat(next(attributes).i32()).isEqualTo(-1);
        assertThat(next(attributes).string()).isEqualTo("net1");
        assertThat(next(attributes).length()).isZero();
        Attributes nested = next(attributes).nested();
        assertThat(next(nested).bytes()).containsExactly(1, 2, 3);
        assertThat(next(nested).i32()).isEqualTo(9);
        assertThat(nested.next()).isFalse();
        assertThat(attributes.next()).isFalse();
        assertThat(messages.getLast().attributes(0).next()).isFalse();
    }

    private static Attributes next(Attributes attributes) {
        assertThat(attributes.next()).isTrue();
        return attributes;
    }

    @Test
    void wrongLengthsAreRefused() {
        writer.begin(16, 0, 1).u16(1, 5);
        writer.end();
        Attributes attributes =
                next(Message.parse(buffer, writer.length()).getFirst().attributes(0));
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(attributes::i32)
                .withMessage("attribute 1 has 2 bytes, not 4");
        assertThatExceptionOfType(DecodeException.class).isThrownBy(attributes::address);
        buffer.putShort(16, (short) 200);
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() ->
                        next(Message.parse(buffer, writer.length()).getFirst().attributes(0)))
                .withMessage("attribute of 200 bytes where 8 are left");
        buffer.putInt(0, 4);
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> Message.parse(buffer, writer.length()))
                .withMessage("message of 4 bytes where 24 are left");
    }

    @Test
    void aFullBufferIsSaid() {
        assertThatExceptionOfType(BufferOverflowException.class)
                .isThrownBy(() -> writer.begin(1, 0, 1).bytes(1, new byte[2000]));
    }

    @Test
    void mappedAddressesStayIpv6() {
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        assertThat(Attributes.address(mapped)).isInstanceOf(Inet6Address.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noiseIsReadToItsEndOrRefused(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(96)];
            random.nextBytes(noise);
            for (int at = 0; at + 4 <= noise.length; at += 4) {
                // Mostly plausible lengths, or nothing would be read at all.
                noise[at] = (byte) random.nextInt(24);
                noise[at + 1] = 0;
            }
            ByteBuffer bytes = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);
            try {
                int read = 0;
                for (Attributes attributes = new Attributes(bytes, 0, noise.length); attributes.next(); read++) {
                    assertThat(attributes.bytes()).hasSize(attributes.length());
                }
                assertThat(read).isLessThanOrEqualTo(noise.length / 4);
                Message.parse(bytes, noise.length);
            } catch (DecodeException typed) {
                assertThat(typed).hasMessageMatching(".* of \\d+ bytes where \\d+ are left");
            }
        }
    }
}
