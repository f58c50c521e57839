package dev.culvert.lab.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.lab.WrongUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabHomeTest {
    @TempDir
    private Path labs;

    /** A socket's path has at most 107 bytes, and not characters. */
    @Test
    void refusesANameWhosePathIsTooLongForASocket() {
        Path longest = Path.of("/" + "ä".repeat((107 - "/one/control".length() - 1) / 2));
        assertThat(LabHome.of(longest, "one").socket().toString().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(106, 107);
        assertThatThrownBy(() -> LabHome.of(longest, "three"))
                .isInstanceOf(WrongUsage.class)
                .hasMessageStartingWith("--lab three: ")
                .hasMessageContaining("XDG_STATE_HOME");
    }

    @Test
    void removesWhatDeadOnesHaveLeftAndNothingElse() throws IOException, InterruptedException {
        LabHome dead = left("demo-1");
        LabHome other = left("mine");
        LabHome living = left("demo-2");
        Process holder = LockHolder.start(living);
        LabHome.removeRemains(labs, "demo-");
        assertThat(dead.folder()).doesNotExist();
        assertThat(other.folder()).exists();
        assertThat(living.folder()).exists();
        holder.getOutputStream().close();
        assertThat(holder.waitFor()).isZero();
    }

    /** Whoever looks whether a laboratory lives has its lock for an instant. */
    @Test
    void aLockThatIsTakenForAnInstantIsWaitedFor() throws IOException {
        LabHome home = left("one");
        Process holder = LockHolder.start(home);
        holder.getOutputStream().close();
        assertThat(home.lock()).isPresent();
    }

    private LabHome left(String name) throws IOException {
        LabHome home = LabHome.of(labs, name);
        home.create();
        Files.writeString(home.folder().resolve("lock"), "");
        Files.writeString(home.log(), "what it said");
        return home;
    }
}
