package dev.culvert.manifest.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Samples;
import dev.culvert.manifest.lint.Lint;
import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.render.Input;
import dev.culvert.manifest.render.Rendering;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Resources with one mistake each. Their first line says who refuses it in a cluster, the API server by the schema or the operator by
 * its rules, and in which field. From files, both are refused.
 */
class BadResourcesTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "bad");
    private static final Facts FACTS = new Facts(
            PrefixSet.of(Prefix.parse("10.244.0.0/16")), PrefixSet.of(Prefix.parse("10.96.0.0/12")), PrefixSet.EMPTY);
    private static final ClusterFacts CLUSTER = Samples.facts("apis: [NetworkAttachmentDefinition]");

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves({"R1", "U3"})
    void isRefusedByTheFieldThatIsWrong(String file) throws IOException {
        String text = Files.readString(FOLDER.resolve(file));
        String field = text.lines().findFirst().orElseThrow().split(" ", -1)[2];
        assertThat(problem(file, text))
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains(file).contains(field));
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves({"U3", "U7"})
    void isFoundByLintAtTheFieldThatIsWrong(String file) throws IOException {
        String text = Files.readString(FOLDER.resolve(file));
        String field = text.lines().findFirst().orElseThrow().split(" ", -1)[2].replaceAll("\\[\\d+]", "");
        var findings = Lint.look(dev.culvert.manifest.lint.tree.Yaml.read(file, text), FACTS);
        assertThat(findings)
                .extracting(finding -> finding.place().path().replaceAll("\\[\\d+]", ""))
                .anyMatch(path -> path.startsWith(field) || field.startsWith(path));
    }

    private static Optional<String> problem(String file, String text) {
        try {
            var input = new Input();
            input.add(file, text);
            Rendering.of(input, CLUSTER);
            return Optional.empty();
        } catch (InvalidInput e) {
            return Optional.ofNullable(e.getMessage());
        } catch (IllegalArgumentException refused) {
            return Optional.ofNullable(refused.getMessage());
        }
    }
}
