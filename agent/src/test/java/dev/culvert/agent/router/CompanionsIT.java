package dev.culvert.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.Companions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
