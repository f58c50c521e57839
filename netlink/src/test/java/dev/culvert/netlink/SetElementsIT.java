package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetElementsIT {
    private NetworkNamespace namespace;
    private Nftables nft;
    private SetElements elements;

    @BeforeEach
    void open() throws Exception {
        namespace = NetworkNamespace.create("sets");
        nft = namespace.call(Nftables::new);
        elements = namespace.call(SetElements::new);
        nft.run("""
                table inet t {
                  map flows { type ipv4_addr . inet_service : mark; flags timeout; }
                  set plain { type ipv4_addr; }
                }
                """);
    }

    @AfterEach
    void close() {
        elements.close();
        nft.close();
        namespace.close();
        NetworkNamespace.delete("sets");
    }

    @Test
    void keysDataAndExpiryAreAsStored() {
        nft.run("add element inet t flows { 10.0.0.1 . 443 timeout 1h : 0x12, 10.0.0.2 . 80 : 0x34 }");
        Map<String, Integer> marks = new TreeMap<>();
        Map<String, Long> expiries = new TreeMap<>();
        assertThat(elements.forEach("inet", "t", "flows", (key, data, expiration) -> {
                    String text = HexFormat.of().formatHex(key);
                    marks.put(
                            text,
                            ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).getInt());
                    expiries.put(text, expiration);
                }))
                .isTrue();
        assertThat(marks).isEqualTo(Map.of("0a00000101bb0000", 0x12, "0a00000200500000", 0x34));
        assertThat(expiries.get("0a00000101bb0000")).isBetween(3_500_000L, 3_600_000L);
        assertThat(expiries.get("0a00000200500000")).isEqualTo(-1);
    }

    @Test
    void manyAreReadOnceAndDeletedByKeyWhetherThereOrNot() {
        int count = 20_000;
        for (int from = 0; from < count; from += 1000) {
            nft.run("add element inet t plain { "
                    + IntStream.range(from, from + 1000)
                            .mapToObj(i -> "10.1." + i / 256 + "." + i % 256)
                            .collect(Collectors.joining(", "))
                    + " }");
        }
        List<byte[]> keys = new ArrayList<>();
        elements.forEach("inet", "t", "plain", (key, data, expiration) -> {
            assertThat(data).isEmpty();
            keys.add(key.clone());
        });
        assertThat(keys).hasSize(count);
        assertThat(keys.stream().map(ByteBuffer::wrap).distinct()).hasSize(count);
        List<byte[]> unwanted = new ArrayList<>(keys.subList(0, count - 1));
        unwanted.add(1000, new byte[] {9, 9, 9, 9});
        elements.delete("inet", "t", "plain", unwanted);
        assertThat(nft.list("set inet t plain"))
                .contains("10.1." + (keys.getLast()[2] & 0xff) + ".")
                .doesNotContain(",");
    }

    @Test
    void aMissingSetIsNamed() {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> elements.forEach("inet", "t", "nothing", (key, data, expiration) -> {}))
                .matches(refused -> refused.is(Errno.ENOENT))
                .withMessageContaining("nft list set inet t nothing");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> elements.delete("inet", "t", "nothing", List.of(new byte[4])))
                .matches(refused -> refused.is(Errno.ENOENT));
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> elements.delete("inet", "t", "plain", List.of(new byte[5])))
                .matches(refused -> refused.is(Errno.EINVAL));
    }
}
