package dev.culvert.agent.cni;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.agent.settings.SettingsFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockTest {
    private static final String REQUEST = """
            ADD
            /run/netns/pod
            vpn0
            {"type": "culvert-lock", "uplink": "eth0", "local": ["10.0.0.0/8"], "client": "media/app",
             "names": {"servers": ["10.96.0.10"], "resolver": "192.0.2.53"}, "prevResult": {}}""";

    @Test
    void isWhatThePluginWasTold() {
        assertThat(LockRequest.parse(REQUEST).lock(4026532000L))
                .isEqualTo(new Lock(
                        "/run/netns/pod",
                        4026532000L,
                        "vpn0",
                        "eth0",
                        List.of("10.0.0.0/8"),
                        new NamesSettings(List.of("10.96.0.10"), "192.0.2.53"),
                        "media/app",
                        false));
    }

    @Test
    void isNobodysAndOpenIfNobodySaysOtherwise() {
        Lock lock =
                LockRequest.parse(REQUEST.replaceAll(", \"client.*\n.*", "}")).lock(1);
        assertThat(lock.client()).isEmpty();
        assertThat(lock.closed()).isFalse();
        assertThat(lock.names()).isNull();
    }

    @Test
    void isRememberedWhole() {
        Lock lock = LockRequest.parse(REQUEST).lock(1);
        assertThat(SettingsFile.parse("lock", SettingsFile.write(lock), Lock.class))
                .isEqualTo(lock);
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, false", "true, true"})
    void isAsItsClientIsToBe(boolean before, boolean told) {
        Lock lock = LockRequest.parse(REQUEST).lock(1).told(Map.of("media/app", before));
        assertThat(lock.told(Map.of("media/app", told, "media/other", !told)).closed())
                .isEqualTo(told);
        assertThat(lock.told(Map.of("media/other", !before))).as("not told").isEqualTo(lock);
    }
}
