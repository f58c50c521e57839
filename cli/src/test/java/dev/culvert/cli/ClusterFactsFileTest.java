package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of facts is one mapping of known fields, for lint and render alike; else it is wrong usage. */
class ClusterFactsFileTest {
    private static final String EXAMPLE =
            Checkout.ROOT.resolve("examples/overlay-wireguard.yaml").toString();

    @RegisterExtension
    private final Console console = new Console();

    @TempDir
    private Path folder;

    private int execute(String command, String text) throws IOException {
        Path facts = Files.writeString(folder.resolve("facts.yaml"), text.replace("\\n", "\n"));
        return console.execute(command, "-f", EXAMPLE, "--cluster-facts", facts.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            podNetwork: [10.0.0.0/8]             | facts.yaml: podNetwork: Unrecognized field "podNetwork"
            podNetworks: 10.0.0.0/8              | facts.yaml:1:14 podNetworks: is no list
            podNetworks: [foo]                   | facts.yaml:1:15 podNetworks[0]: foo is no address
            apiServers: [10.0.0.1, ]\\nnodes: [~] | facts.yaml:2:9 nodes[0]:
            dns: {addresses: [10.0.0.0/8]}       | facts.yaml:1:19 dns.addresses[0]: 10.0.0.0/8 is no address
            dns: {nodeLocal: here}               | facts.yaml:1:18 dns.nodeLocal: here is no address
            dns: {servers: []}                   | facts.yaml: dns.servers: Unrecognized field "servers"
            apis: [Multus]                       | facts.yaml: apis[0]: Cannot deserialize
            version: banana                      | facts.yaml:1:10 version: banana is no version of Kubernetes
            hello                                | facts.yaml:1:1: is no mapping
            [a]                                  | facts.yaml:1:1: is no mapping
            # nothing                            | facts.yaml: says nothing
            version: "1.32"\\n---\\nnodes: []      | facts.yaml: has 2 documents
            podNetworks: [                       | facts.yaml:
            """)
    void whatIsWrongIsNamedWithFileAndField(String text, String message) throws IOException {
        for (String command : new String[] {"lint", "render"}) {
            assertThat(execute(command, text)).as(command).isEqualTo(2);
            assertThat(console.err()).as(command).startsWith("culvert: " + folder + "/" + message);
            assertThat(console.err().lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dns:", "version: v1.28.3+k3s1", "---\nnodes: [fd00::1, 10.0.0.0/24]\n---\n", "podMtu: 1400"})
    void whatIsRightIsTaken(String text) throws IOException {
        assertThat(execute("lint", text)).isZero();
        assertThat(execute("render", text)).isZero();
    }
}
