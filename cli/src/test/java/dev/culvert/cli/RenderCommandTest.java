package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RenderCommandTest {
    private final PrintStream console = System.out;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final CommandLine line = Culvert.commandLine().setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(console);
    }

    @Test
    void printsWhatWouldBeApplied() {
        String example =
                Checkout.ROOT.resolve("examples/overlay-wireguard.yaml").toString();
        assertThat(line.execute("render", "-f", example)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("name: downloads-sweden\n")
                .contains("- /culvert/agent\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void asDataToo() {
        String example = Checkout.ROOT.resolve("examples/uplink-external.yaml").toString();
        String facts = Checkout.ROOT.resolve("examples/cluster-facts.yaml").toString();
        assertThat(line.execute("render", "-f", example, "--cluster-facts", facts, "-o", "json"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{\n  \"apiVersion\" : \"v1\"");
    }

    @Test
    @Proves({"U3", "U4"})
    void whatIsWrongIsNamedWithFileFieldAndRemedy() throws IOException {
        assertThat(line.execute("render", "-f", folder + "/none.yaml")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("culvert: " + folder + "/none.yaml does not exist\n");
        assertThat(refused("exits: [{name: a, wiregard: {}}]\n  routing: {overlay: {}}"))
                .startsWith("culvert: %s/gateway.yaml: spec.exits[0].wiregard: Unrecognized field \"wiregard\"");
        assertThat(refused("exits: []\n  routing: {overlay: {}}"))
                .isEqualTo("%s/gateway.yaml: VpnGateway default/g: spec.exits: there is none; name at least one\n");
        assertThat(refused("exits: [\n")).startsWith("culvert: %s/gateway.yaml:");
    }

    private String refused(String spec) throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, """
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: g}
                spec:
                  %s
                """.formatted(spec));
        err.getBuffer().setLength(0);
        assertThat(line.execute("render", "-f", file.toString())).isEqualTo(1);
        return err.toString().replace(folder.toString(), "%s");
    }
}
