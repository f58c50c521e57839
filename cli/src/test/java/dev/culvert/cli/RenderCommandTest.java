package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RenderCommandTest {
    @RegisterExtension
    private final Console console = new Console();

    @TempDir
    private Path folder;

    @Test
    void printsWhatWouldBeApplied() {
        String example =
                Checkout.ROOT.resolve("examples/overlay-wireguard.yaml").toString();
        assertThat(console.execute("render", "-f", example)).isZero();
        assertThat(console.out()).contains("name: downloads-sweden\n").contains("- /culvert/agent\n");
        assertThat(console.err()).contains("no --cluster-facts").contains("10.96.0.10");
    }

    @Test
    void asDataToo() {
        String example = Checkout.ROOT.resolve("examples/uplink-external.yaml").toString();
        String facts = Checkout.ROOT.resolve("examples/cluster-facts.yaml").toString();
        assertThat(console.execute("render", "-f", example, "--cluster-facts", facts, "-o", "json"))
                .isZero();
        assertThat(console.out()).startsWith("{\n  \"apiVersion\" : \"v1\"");
        assertThat(console.err()).as("nothing was taken for granted").isEmpty();
    }

    @Test
    @Proves({"U3", "U4"})
    void whatIsWrongIsNamedWithFileFieldAndRemedy() throws IOException {
        assertThat(console.execute("render", "-f", folder + "/none.yaml")).isEqualTo(2);
        assertThat(console.err()).isEqualTo("culvert: " + folder + "/none.yaml does not exist\n");
        assertThat(refused("exits: [{name: a, wiregard: {}}]\n  routing: {overlay: {}}"))
                .startsWith("culvert: %s/gateway.yaml: spec.exits[0].wiregard: Unrecognized field \"wiregard\"");
        assertThat(refused("exits: []\n  routing: {overlay: {}}"))
                .isEqualTo("%s/gateway.yaml: VpnGateway default/g: spec.exits: there is none; name at least one\n");
        assertThat(unreadable("exits: [\n")).startsWith("culvert: %s/gateway.yaml:");
        assertThat(unreadable("exits: []\n  exits: []"))
                .startsWith("culvert: %s/gateway.yaml:6: Duplicate field 'exits'");
    }

    private String refused(String spec) throws IOException {
        return complaint(spec, 1);
    }

    private String unreadable(String spec) throws IOException {
        return complaint(spec, 2);
    }

    private String complaint(String spec, int code) throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, """
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: g}
                spec:
                  %s
                """.formatted(spec));
        assertThat(console.execute("render", "-f", file.toString())).isEqualTo(code);
        return console.err().replace(folder.toString(), "%s");
    }
}
