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
}
