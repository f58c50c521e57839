package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class CommandLineTest {
    private final StringWriter err = new StringWriter();
    private final CommandLine line = Culvert.commandLine().setErr(new PrintWriter(err, true));

    /** Words and options that scripts and documents rely on. */
    @Proves("U4")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lab up --exits 6 --routers 3 --clients 5 --routing network --detach",
                "lab up --routing network --active-active --lab two --underlay-mtu 9000",
                "lab up --routing sidecar",
                "lab up --routing UPLINK",
                "lab status --json",
                "lab exec client-1 -- curl -s http://remote-1/ip",
                "lab fail gateway-1",
                "lab fail gateway-1 --how blackhole",
                "lab heal gateway-1 --lab two",
                "lab capture --json",
                "lint -f a.yaml b.yaml - --cluster-facts facts.yaml --sarif --severity warning",
                "lab down",
                "completion"
            })
    void understands(String words) {
        assertThat(line.parseArgs(words.split(" ")).errors()).isEmpty();
    }

    @Proves("U4")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lab fly",
                "lab up --routing teleport",
                "lab up --routing overlay --active-active",
                "lab up --port 80 --port 80:81",
                "lab fail gateway-1 --how gently",
                "lab exec client-1"
            })
    void wrongUsageIsExitCodeTwo(String words) {
        assertThat(line.execute(words.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    /** {@code @FILE} is the command's own affair. */
    @Test
    void argumentsOfACommandInAHostAreLeftAsTheyAre(@TempDir Path folder) throws IOException {
        String file = "@" + Files.writeString(folder.resolve("body"), "two words");
        CommandLine.ParseResult exec = line.parseArgs("lab", "exec", "client-1", "--", "curl", "-d", file)
                .subcommand()
                .subcommand();
        assertThat(exec.matchedPositional(1).<List<String>>getValue()).containsExactly("curl", "-d", file);
    }

    @Test
    void aCommandThatCannotBeDoneSaysWhyInOneLine() {
        assertThat(line.execute("lab", "status", "--lab", "no-such-lab")).isEqualTo(1);
        assertThat(err.toString().strip())
                .startsWith("culvert: no lab called no-such-lab is up: start one by `culvert lab up --lab no-such-lab`")
                .hasLineCount(1);
    }

    @Test
    void aMistakeInCulvertItselfSaysWhatToDoBeforeItsTrace() {
        line.addSubcommand("stumble", CommandSpec.wrapWithoutInspection((Runnable) () -> {
            throw new IllegalStateException("stumbled");
        }));
        line.setErr(new PrintWriter(err, true));
        assertThat(line.execute("stumble")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "culvert: this is a mistake in culvert itself; report it, with the command and what follows\n"
                                + "java.lang.IllegalStateException: stumbled\n\tat ");
    }

    @Test
    void tablesAreAsWideAsTheirCells() {
        Table table = new Table("HOST", "IPV4");
        table.row("client-1", "10.0.0.1");
        assertThat(table).hasToString("HOST      IPV4\nclient-1  10.0.0.1\n");
    }
}
