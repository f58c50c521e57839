package dev.culvert.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.Companions;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs beside the agent, as a container's first process, to which the kernel passes no signal that it does not ask for. */
class CompanionsIT {
    private static final int SOON = 8;

    @TempDir
    private Path folder;

    @Test
    void theWatchdogEndsWhenItIsTold() throws Exception {
        Files.writeString(folder.resolve(Fitness.FIT_FILE), "0\n");
        Files.writeString(folder.resolve(Companions.WATCHDOG), Fitness.watchdog(folder));
        Process pod = firstProcess(Companions.watchdog(folder.toString()));
        // Nobody touches the file that says that the agent lives.
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(folder.resolve(Fitness.FIT_FILE)).strip(), "-60"::equals);
        assertThatItEndsByItself(pod);
    }

    @Test
    void whileTheAgentLivesTheWatchdogSaysNothing() throws Exception {
        var fitness = new Fitness(folder);
        fitness.set(true);
        Files.writeString(folder.resolve(Companions.WATCHDOG), Fitness.watchdog(folder));
        Process watchdog = new ProcessBuilder(
                        "sh", folder.resolve(Companions.WATCHDOG).toString())
                .inheritIO()
                .start();
        Path alive = folder.resolve("alive");
        Awaitility.await()
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(SOON))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    boolean fit = Files.readString(folder.resolve(Fitness.FIT_FILE))
                            .strip()
                            .equals("0");
                    fitness.alive();
                    // The time of day goes forward by an hour, and back.
                    Files.setLastModifiedTime(alive, FileTime.from(Instant.now().minusSeconds(3600)));
                    return fit;
                });
        Awaitility.await()
                .atMost(Duration.ofSeconds(SOON))
                .until(() -> Files.readString(folder.resolve(Fitness.FIT_FILE)).strip(), "-60"::equals);
        watchdog.destroyForcibly();
    }

    @Test
    void whoWaitsForTheAgentEndsWhenItIsTold() throws Exception {
        Process pod = firstProcess(Companions.keepalived(folder.toString()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> pod.descendants()
                        .anyMatch(process -> process.info().command().orElse("").endsWith("sleep")));
        assertThatItEndsByItself(pod);
    }

    /** As after its node's start: nothing is known yet where it would draw flows. */
    @Test
    void keepalivedWaitsForAnAgentInItsOwnNamespace() throws Exception {
        var settings = new RouterSettings(
                "router-1",
                "lo",
                "192.168.26.1",
                "192.168.26.0/23",
                "eth0",
                List.of(),
                List.of(new RouterSettings.Vip("192.168.27.1", 42, 150)),
                List.of("192.168.26.1"),
                List.of(),
                false,
                null,
                null,
                List.of("192.0.2.1"),
                Map.of(),
                folder.toString());
        KeepalivedFiles.write(settings);
        assertThat(KeepalivedFiles.exist(settings)).isTrue();
        Path script = folder.resolve(Companions.KEEPALIVED);
        String here = Files.readString(script);
        Path used = folder.resolve("keepalived.used");
        Files.writeString(script, here.replaceFirst("net:\\[\\d+\\]", "net:[1]"));
        assertThat(KeepalivedFiles.exist(settings)).isFalse();
        Process pod = firstProcess(Companions.keepalived(folder.toString()));
        try {
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(SOON))
                    .until(() -> !Files.exists(used));
            SettingsFile.replace(script, here);
            Awaitility.await().atMost(Duration.ofSeconds(SOON)).until(() -> Files.exists(used));
        } finally {
            pod.destroyForcibly();
        }
    }

    private static Process firstProcess(List<String> command) throws IOException {
        var line = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--kill-child"));
        line.addAll(command);
        return new ProcessBuilder(line).inheritIO().start();
    }

    private static void assertThatItEndsByItself(Process pod) throws InterruptedException {
        try {
            pod.children().forEach(ProcessHandle::destroy);
            assertThat(pod.waitFor(SOON, TimeUnit.SECONDS)).as("ended").isTrue();
            assertThat(pod.exitValue()).isZero();
        } finally {
            pod.destroyForcibly();
        }
    }
}
