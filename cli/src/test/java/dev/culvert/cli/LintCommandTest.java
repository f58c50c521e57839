package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.proofs.Proves;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
    private static final String OPEN_GATEWAY = """
            apiVersion: culvert.dev/v1alpha1
            kind: VpnGateway
            metadata: {name: downloads}
            spec:
              exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
              routing: {overlay: {}}
              local: [%s]
            """;

    @RegisterExtension
    private final Console console = new Console();

    private final InputStream keyboard = System.in;

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        System.setIn(keyboard);
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return file.toString();
    }

    @Proves({"U4", "U7"})
    @Test
    void anErrorIsShownWithItsPlaceAndRemedyAndIsExitCodeOne() throws IOException {
        String file = write("gateway.yaml", OPEN_GATEWAY.formatted("0.0.0.0/1"));

        assertThat(console.execute("lint", "-f", file)).isEqualTo(1);

        assertThat(console.out())
                .contains("CV014  error  " + file + ":7:11  spec.local[0]")
                .contains("0.0.0.0/1 is not private")
                .contains("Why: ")
                .contains("Remedy: ")
                .endsWith("1 error, 0 warning, 0 info\n");
    }

    @Proves("U4")
    @Test
    void nothingFoundIsExitCodeZeroAndFoldersAreReadWhole() throws IOException {
        write("a/gateway.yaml", OPEN_GATEWAY.formatted("10.0.0.0/8"));
        write("a/b/notes.txt", "not: [yaml");

        assertThat(console.execute("lint", "-f", folder.toString())).isZero();
        assertThat(console.out()).isEqualTo("Nothing found.\n");
    }

    @Proves("U4")
    @Test
    void standardInputIsAFile() {
        System.setIn(
                new ByteArrayInputStream(OPEN_GATEWAY.formatted("8.8.8.0/24").getBytes(StandardCharsets.UTF_8)));

        assertThat(console.execute("lint", "-f", "-", "--json")).isEqualTo(1);
        assertThat(console.out()).contains("\"code\" : \"CV014\"").contains("\"line\" : 7");
    }

    @Proves("U4")
    @Test
    void whatCannotBeReadIsExitCodeTwoAndSaysWhere() throws IOException {
        String broken = write("broken.yaml", "a: [1,\nb: {{ .Values.x }}\n");

        assertThat(console.execute(
                        "lint", "-f", broken, folder.resolve("none.yaml").toString()))
                .isEqualTo(2);
        assertThat(console.err()).contains(broken + ":").contains("none.yaml does not exist");
        assertThat(console.out()).isEmpty();
    }

    @Proves("U4")
    @Test
    void aKeyThatIsThereTwiceIsReadByNobody() throws IOException {
        String twice = write("twice.yaml", "spec:\n  local: []\n  exits: []\n  local: [10.0.0.0/8]\n");

        assertThat(console.execute("lint", "-f", twice)).isEqualTo(2);
        assertThat(console.err()).contains(twice + ":4:3: local is there twice; keep one of them");
    }

    @Proves("U4")
    @Test
    void wrongUsageIsExitCodeTwo() throws IOException {
        String facts = write("facts.yaml", "podNetworks: [10.42.0.x/16]");

        assertThat(console.execute("lint")).isEqualTo(2);
        assertThat(console.execute("lint", "--explain", "CV999")).isEqualTo(2);
        assertThat(console.execute("lint", "-f", facts, "--cluster-facts", facts))
                .isEqualTo(2);
        assertThat(console.err()).contains("facts.yaml:1:15 podNetworks[0]");
    }

    @Proves("U4")
    @Test
    void whatIsLessBadThanTheThresholdIsNotShown() throws IOException {
        String file = write("dns.yaml", OPEN_GATEWAY.formatted("") + "  dns: {strategy: cluster}\n");

        assertThat(console.execute("lint", "-f", file)).isZero();
        assertThat(console.out()).contains("CV007  warning");
        assertThat(console.execute("lint", "-f", file, "--severity", "error")).isZero();
        assertThat(console.out()).isEqualTo("Nothing found.\n");
    }

    @Proves("U4")
    @Test
    void factsOfTheClusterAreUsed() throws IOException {
        String facts = write("facts.yml", "podNetworks: [10.42.0.0/16]\nserviceNetworks: [10.43.0.0/16]\nnodes: []\n");
        String file = write(
                "gateway.yaml", OPEN_GATEWAY.formatted("").replace("overlay: {}", "overlay: {subnet: 10.42.0.0/20}"));

        assertThat(console.execute("lint", "-f", file, "--cluster-facts", facts))
                .isEqualTo(1);
        assertThat(console.out()).contains("CV029").contains("10.42.0.0/20 overlaps");
    }

    @Proves("U4")
    @Test
    void rulesAreListedAndExplained() {
        assertThat(console.execute("lint", "--rules")).isZero();
        assertThat(console.out()).contains("CV004  error     a next hop without routes");
        assertThat(console.execute("lint", "--explain", "cv004")).isZero();
        assertThat(console.out()).contains("Remedy: Add routes");
    }

    /** What the schema of SARIF 2.1.0 requires, and what code scanning reads. */
    @Proves("U7")
    @Test
    void sarifHasWhatItsSchemaRequires() throws IOException {
        String file = write("my gateway.yaml", OPEN_GATEWAY.formatted("0.0.0.0/1"));

        assertThat(console.execute("lint", "-f", file, "--sarif")).isEqualTo(1);

        JsonNode log = JsonMapper.builder().build().readTree(console.out());
        assertThat(log.path("version").asText()).isEqualTo("2.1.0");
        assertThat(log.path("$schema").asText()).endsWith("sarif-schema-2.1.0.json");
        JsonNode run = log.path("runs").path(0);
        JsonNode rules = run.path("tool").path("driver").path("rules");
        assertThat(run.path("tool").path("driver").path("name").asText()).isEqualTo("culvert lint");
        rules.forEach(rule -> assertThat(rule.path("id").asText()).matches("CV\\d{3}"));
        JsonNode result = run.path("results").path(0);
        assertThat(result.path("message").path("text").asText()).contains("0.0.0.0/1");
        assertThat(Set.of("none", "note", "warning", "error"))
                .contains(result.path("level").asText());
        assertThat(rules.path(result.path("ruleIndex").asInt()).path("id")).isEqualTo(result.path("ruleId"));
        JsonNode physical = result.path("locations").path(0).path("physicalLocation");
        assertThat(physical.path("artifactLocation").path("uri").asText()).endsWith("my%20gateway.yaml");
        assertThat(physical.path("region").path("startLine").asInt()).isEqualTo(7);
        assertThat(physical.path("region").path("startColumn").asInt()).isEqualTo(11);
    }

    @Test
    void nothingIsFoundInTheExamples() {
        Path examples = Checkout.ROOT.resolve("examples");

        assertThat(console.execute("lint", "-f", examples.toString())).isZero();
        assertThat(console.out()).isEqualTo("Nothing found.\n");
    }

    @Test
    void thePageListsTheRules() throws IOException {
        assertThat(console.execute("lint", "--rules")).isZero();
        assertThat(Files.readString(Checkout.ROOT.resolve("docs/lint.md")))
                .as("docs/lint.md holds what culvert lint --rules prints: put it there anew")
                .contains(console.out());
    }
}
