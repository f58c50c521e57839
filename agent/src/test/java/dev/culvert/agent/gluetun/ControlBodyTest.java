package dev.culvert.agent.gluetun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlBodyTest {

    @ParameterizedTest
    @EnumSource(VpnStatus.class)
    void readsEveryStatus(VpnStatus status) {
        assertThat(ControlBody.status("{\"status\":\"" + status.word() + "\"}\n"))
                .isEqualTo(new Answer.Said<>(status));
    }

    @Test
    void anEmptyPublicAddressIsUnknown() {
        assertThat(ControlBody.publicIp("{\"public_ip\":\"\"}\n")).isEqualTo(new Answer.Said<>(Optional.empty()));
        assertThat(ControlBody.publicIp("null")).isEqualTo(new Answer.Said<>(Optional.empty()));
        assertThat(ControlBody.publicIp("""
                {"public_ip":"203.0.113.7","region":"Skåne","location":"55.6,13.0","organization":{"public_ip":"no"}}""")).isEqualTo(new Answer.Said<>(Optional.of("203.0.113.7")));
    }

    static Stream<Arguments> ports() {
        return Stream.of(
                Arguments.of("{\"port\":0}\n", List.of()),
                Arguments.of("{\"port\":51413}\n", List.of(51413)),
                Arguments.of("{\"ports\":[51413,51414]}\n", List.of(51413, 51414)),
                Arguments.of("{\"port\":0,\"ports\":[]}", List.of()),
                Arguments.of("{\"port\":0,\"ports\":null}", List.of()),
                Arguments.of("{\"port\":null,\"ports\":null}", List.of()),
                Arguments.of("null\n", List.of()),
                Arguments.of("{\"port\":51413,\"ports\":[51413]}", List.of(51413)),
                Arguments.of("{\"port\":51413,\"ports\":[51413,65535],\"new\":{\"port\":1}}", List.of(51413, 65535)));
    }

    @ParameterizedTest
    @MethodSource("ports")
    void readsEveryShapeOfForwardedPorts(String body, List<Integer> ports) {
        assertThat(ControlBody.forwardedPorts(body)).isEqualTo(new Answer.Said<>(ports));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Unauthorized",
                "[1]",
                "{\"port\":70000}",
                "{\"port\":-1}",
                "{\"port\":\"7\"}",
                "{\"ports\":[1",
                "{"
            })
    void saysWhatItDoesNotUnderstand(String body) {
        assertThat(ControlBody.forwardedPorts(body)).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void quotesAnUnknownStatusOnOneShortLine() {
        assertThat(ControlBody.status("{\"status\":\"danc\ning\"}"))
                .isInstanceOf(Answer.Failed.class)
                .asString()
                .doesNotContain("\n");
        assertThat(ControlBody.status("{\"status\":\"dancing\"}" + " ".repeat(10) + "x".repeat(5000))
                        .toString())
                .contains("dancing")
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverThrowsOnBrokenBodies(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String whole = "{\"port\":51413,\"ports\":[51413,2],\"status\":\"running\",\"public_ip\":\"203.0.113.7\"}";
        for (int i = 0; i < 5000; i++) {
            StringBuilder body = new StringBuilder(whole.substring(0, random.nextInt(whole.length() + 1)));
            for (int change = random.nextInt(4); change > 0 && !body.isEmpty(); change--) {
                body.setCharAt(random.nextInt(body.length()), (char) random.nextInt(1, 256));
            }
            assertThat(ControlBody.forwardedPorts(body.toString())).isNotNull();
            assertThat(ControlBody.status(body.toString())).isNotNull();
            assertThat(ControlBody.publicIp(body.toString())).isNotNull();
        }
    }

    @Test
    void knowsTheVersionOfATag() {
        assertThat(GluetunVersion.ofTag("v3.39.0")).contains(GluetunVersion.V3_39_0);
        assertThat(GluetunVersion.ofTag("v3.39")).contains(GluetunVersion.V3_39_1);
        assertThat(GluetunVersion.ofTag("v3.40.4")).contains(GluetunVersion.V3_39_1);
        assertThat(GluetunVersion.ofTag("v3.41.1")).contains(GluetunVersion.V3_41_0);
        assertThat(GluetunVersion.ofTag("3.41.3")).contains(GluetunVersion.V3_41_2);
        assertThat(GluetunVersion.ofTag("v3.42.0")).contains(GluetunVersion.NEXT);
        assertThat(GluetunVersion.ofTag("latest")).contains(GluetunVersion.NEXT);
        assertThat(GluetunVersion.ofTag("v3")).isEmpty();
        assertThat(GluetunVersion.ofTag("v3.38.1")).isEmpty();
    }

    @Test
    void credentialsAreNeverPrinted() {
        assertThat(new GluetunAccess.Basic("culvert", "s3cret")).asString().doesNotContain("s3cret");
        assertThat(new GluetunAccess.ApiKey("s3cret")).asString().doesNotContain("s3cret");
        assertThatThrownBy(() -> new GluetunAccess.ApiKey("s3cret\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("line break")
                .doesNotContain("s3cret");
    }
}
