package dev.culvert.manifest.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksAnnotationTest {
    private static final NetworksAnnotation.Entry OURS =
            new NetworksAnnotation.Entry("media", "culvert-client", "vpn0");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none                     | media/culvert-client@vpn0",
                "storage                  | storage,media/culvert-client@vpn0",
                "a/b@net1, c              | a/b@net1, c,media/culvert-client@vpn0",
                "[{\"name\": \"storage\"}]| [{\"name\": \"storage\"},{\"name\":\"culvert-client\",\"namespace\":\"media\",\"interface\":\"vpn0\"}]",
                "[ ]                      | [ {\"name\":\"culvert-client\",\"namespace\":\"media\",\"interface\":\"vpn0\"}]",
            })
    void whatWasThereStaysAsItWasWritten(@Nullable String before, String after) {
        assertThat(NetworksAnnotation.with(before, OURS)).isEqualTo(after);
        assertThat(NetworksAnnotation.has(after, OURS)).isTrue();
        assertThat(NetworksAnnotation.with(after, OURS)).isEqualTo(after);
        assertThat(NetworksAnnotation.without(after, OURS).orElse("none")).isEqualTo(before == null ? "none" : before);
    }

    @Test
    void anotherClientsEntryIsNotOurs() {
        assertThat(NetworksAnnotation.has("media/culvert-client@vpn01", OURS)).isFalse();
        assertThat(NetworksAnnotation.without("media/culvert-clients@vpn0", OURS))
                .contains("media/culvert-clients@vpn0");
    }

    /** As an owner writes it who was told to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "default/lan, media/culvert-client@vpn0|default/lan",
                "media/culvert-client@vpn0,default/lan|default/lan",
                "media/culvert-client@vpn0 , default/lan|default/lan",
                "a/b,media/culvert-client@vpn0,c/d|a/b,c/d",
                "default/lan,mymedia/culvert-client@vpn0,media/culvert-client@vpn0|default/lan,mymedia/culvert-client@vpn0",
                "[{\"interface\": \"vpn0\", \"namespace\": \"media\", \"name\": \"culvert-client\"}, {\"name\":\"lan\"}]|[{\"name\":\"lan\"}]",
                "[{\"name\":\"a],{\\\\\\\"b\",\"ips\":[\"1\",\"2\"]},{\"name\":\"culvert-client\",\"namespace\":\"media\",\"interface\":\"vpn0\",\"mac\":\"x\"}]|[{\"name\":\"a],{\\\\\\\"b\",\"ips\":[\"1\",\"2\"]}]",
            })
    void ourEntryIsFoundHoweverItIsWrittenAndTakenOutAlone(String value, String rest) {
        assertThat(NetworksAnnotation.has(value, OURS)).isTrue();
        assertThat(NetworksAnnotation.with(value, OURS)).isEqualTo(value);
        assertThat(NetworksAnnotation.without(value, OURS)).contains(rest);
        assertThat(NetworksAnnotation.has(rest, OURS)).isFalse();
        assertThat(NetworksAnnotation.has(NetworksAnnotation.with(rest, OURS), OURS))
                .isTrue();
    }
}
