package dev.culvert.lab.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.lab.LabSpec;
import dev.culvert.lab.process.Programs;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Laboratories as processes of their own, as the command line has them. */
@Timeout(120)
class LabProcessIT {
    /** As small as it gets, as nothing is asked of Culvert itself here. */
    private static final LabSpec SMALL =
            LabSpec.defaults().withRouters(1).withExits(1).withClients(1).withRemotes(1);

    private final List<LabHome> homes = new ArrayList<>();

    @AfterEach
    void down() throws InterruptedException {
        for (LabHome home : homes) {
            if (home.lives()) {
                LabClient.of(home).down();
            }
        }
    }

    /** U5: two side by side, each with its own exit-1; ending one leaves the other. */
    @Test
    void twoRunSideBySide() throws InterruptedException {
        LabHome one = up();
        LabHome two = up();
        assertThat(exec(one, "exit-1", "touch", "/run/here")).isZero();
        assertThat(exec(two, "exit-1", "test", "-e", "/run/here")).isEqualTo(1);
        LabClient.of(one).down();
        assertThat(one.folder()).doesNotExist();
        assertThat(exec(two, "pod-1", "curl", "-sfm5", "http://remote-1/ip")).isZero();
    }

    @Test
    void upOnOneThatIsUpSaysSo() {
        LabHome home = up();
        assertThatThrownBy(() -> LabProcess.start(home, SMALL, false, line -> {}))
                .hasMessageContaining("is up already")
                .hasMessageContaining("culvert lab down --lab " + home.name());
    }

    /** U5: kill -9 leaves no process, and a dead lab's folder does not stop the next one. */
    @Proves("U5")
    @Test
    void killLeavesNothing() throws IOException {
        LabHome home = up();
        ProcessHandle holder = home.holder().orElseThrow();
        assertThat(processesOf(home)).isNotEmpty();
        List<ProcessHandle> all = holder.descendants().toList();
        assertThat(all).hasSizeGreaterThan(3);
        holder.destroyForcibly();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> all.stream().allMatch(LabProcessIT::hasEnded));
        assertThat(home.lives()).isFalse();
        assertThatThrownBy(() -> LabClient.of(home)).hasMessageContaining("no lab called " + home.name() + " is up");
        assertThat(home.folder()).doesNotExist();
    }

    /** The end of whoever started an attached lab is its end. */
    @Proves("U5")
    @Test
    void anAttachedLabEndsWithItsStarter() throws InterruptedException {
        LabHome home = home();
        LabProcess process = LabProcess.start(home, SMALL, true, line -> {});
        process.end();
        assertThat(home.lives()).isFalse();
        assertThat(home.folder()).doesNotExist();
    }

    /** The log goes with the next command, so the message has its end. */
    @Test
    void aLabThatDiesWhileItIsBuiltLeavesItsLastWords() {
        LabHome home = home();
        List<String> told = new ArrayList<>();
        assertThatThrownBy(() -> LabProcess.start(home, SMALL, false, line -> {
                    told.add(line);
                    home.holder().ifPresent(ProcessHandle::destroyForcibly);
                }))
                .hasMessageContaining(home.log().toString())
                .message()
                .satisfies(message -> assertThat(message.lines().skip(1)).contains(told.getFirst()));
    }

    @Test
    void aDaemonThatCannotBeginSaysWhy(@TempDir Path state) {
        // As LabHome.of would not make it.
        LabHome home = new LabHome("it-long", state.resolve("x".repeat(108)));
        assertThatThrownBy(() -> LabProcess.start(home, SMALL, false, line -> {}))
                .hasMessageStartingWith("lab it-long did not start")
                .hasMessageContaining("path too long");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheReasonAndTheRemedy(@TempDir Path state) throws IOException {
        Path file = Files.createFile(state.resolve("file"));
        LabHome home = new LabHome("it-nowhere", file.resolve("labs/it-nowhere"));
        assertThatThrownBy(() -> LabProcess.start(home, SMALL, false, line -> {}))
                .hasMessageContaining(home.folder().toString())
                .hasMessageContaining("Exception: ")
                .hasMessageContaining("XDG_STATE_HOME");
    }

    private LabHome up() {
        LabHome home = home();
        LabProcess.start(home, SMALL, false, line -> {});
        return home;
    }

    private LabHome home() {
        LabHome home = LabHome.of("it-" + UUID.randomUUID().toString().substring(0, 8));
        homes.add(home);
        return home;
    }

    private static int exec(LabHome home, String host, String... command) {
        return Programs.run(LabClient.of(home).command(host, List.of(command)), "")
                .exitCode();
    }

    /** A zombie has ended: its parent here, the test's JVM, is no init and does not reap it. */
    private static boolean hasEnded(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return true;
        }
    }

    private static List<Path> processesOf(LabHome home) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> commandLine(process).contains(home.name()))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
