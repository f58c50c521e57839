package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files lint and render read, and what they say of those that they cannot. */
class ManifestFilesTest {
    private static final String UNKNOWN = "apiVersion: culvert.dev/v1alpha1\nkind: VpnGatewy\nmetadata: {name: x}\n";

    @RegisterExtension
    private final Console console = new Console();

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void aLinkToAFolderIsTheFolder() throws IOException {
        write("real/a.yaml", UNKNOWN);
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));

        assertThat(console.execute("lint", "-f", link.toString())).isEqualTo(1);
        assertThat(console.out()).contains(link + "/a.yaml:2:7").contains("there is no kind VpnGatewy");
        assertThat(console.execute("render", "-f", link.toString())).isEqualTo(1);
        assertThat(console.err()).contains(link + "/a.yaml");
    }

    @Test
    void linksInAFolderAreFollowedOnceAndNotInCircles() throws IOException {
        write("real/a.yaml", UNKNOWN);
        write("real/b.yaml", UNKNOWN);
        write("top/b/c/notes.txt", "");
        Files.createSymbolicLink(folder.resolve("top/l"), folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("top/again.yaml"), folder.resolve("real/a.yaml"));
        Files.createSymbolicLink(folder.resolve("top/b/c/up"), folder.resolve("top"));
        Files.createSymbolicLink(folder.resolve("top/b/self.yaml"), folder.resolve("top/b/self.yaml"));

        assertThat(console.execute("lint", "-f", folder + "/top")).isEqualTo(1);
        assertThat(console.out())
                .contains("top/again.yaml:2:7", "top/l/b.yaml:2:7")
                .doesNotContain("l/a.yaml", "up/");
        assertThat(console.err()).isEmpty();
    }

    /** By a program of its own, since root reads everything: without the capabilities for that. */
    @ParameterizedTest
    @ValueSource(strings = {"lint", "render"})
    void aFolderThatCannotBeReadHidesNoOther(String command) throws Exception {
        write("a.yaml", UNKNOWN);
        write("closed/b.yaml", UNKNOWN);
        Path closed = folder.resolve("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        var program = new ArrayList<String>();
        if (Files.isReadable(closed)) {
            program.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"));
        }
        program.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Culvert.class.getName(),
                command,
                "-f",
                folder.toString()));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        try {
            Process process = new ProcessBuilder(program)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            assertThat(process.waitFor()).isEqualTo(2);
            assertThat(out).content().matches(text -> command.equals("render") || text.contains("a.yaml:2:7"));
            assertThat(err).content().isEqualTo("culvert: " + closed + " cannot be read: permission denied\n");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lint", "render"})
    void anEmptyNameIsNotTheCurrentFolder(String command) {
        assertThat(console.execute(command, "-f", "")).isEqualTo(2);
        assertThat(console.err())
                .isEqualTo("culvert: an empty name is no file's; name a file, a folder, or - for standard input\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "[a, b]", "---\n---\n", "# nothing"})
    void renderingNothingIsSaid(String text) throws IOException {
        Path file = write("a.yaml", text);
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(console.execute("render", "-f", file.toString(), empty.toString()))
                .isEqualTo(2);
        assertThat(console.err())
                .isEqualTo("culvert: there is no manifest in " + file + ", " + empty
                        + "; name files or folders with some\n");
    }
}
