package dev.culvert.manifest.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.ClusterFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each example becomes, by value: read the files to review a change. {@code -Dculvert.rendered=write} writes them
 * anew.
 */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Path RENDERED = Path.of("src", "test", "resources", "rendered");
    private static final String FACTS = "cluster-facts.yaml";

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml") && !file.equals(FACTS))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void becomesWhatWasReviewed(String example) throws IOException {
        String yaml = rendering(example).yaml();
        Path file = RENDERED.resolve(example);
        if ("write".equals(System.getProperty("culvert.rendered"))) {
            Files.createDirectories(RENDERED);
            Files.writeString(file, yaml);
        }
        assertThat(yaml).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whatIsRenderedCanBeRenderedFromAgain(String example) {
        Rendering rendering = rendering(example);
        assertThat(Yaml.documents("rendered", rendering.yaml())).hasSameSizeAs(rendering.objects());
        assertThat(rendering(example)).isEqualTo(rendering);
    }

    @Test
    void everyRoutingAndEngineHasAnExample() throws IOException {
        assertThat(examples())
                .anyMatch(name -> name.startsWith("overlay-"))
                .anyMatch(name -> name.startsWith("sidecar-"))
                .anyMatch(name -> name.startsWith("network-"))
                .anyMatch(name -> name.startsWith("uplink-"))
                .anyMatch(name -> name.endsWith("-wireguard.yaml"))
                .anyMatch(name -> name.endsWith("-gluetun.yaml"))
                .anyMatch(name -> name.endsWith("-external.yaml"));
    }

    private static Rendering rendering(String example) {
        var input = new Input();
        input.add(example, text(example));
        return Rendering.of(input, Yaml.read(FACTS, text(FACTS), ClusterFacts.class));
    }

    private static String text(String file) {
        try {
            return Files.readString(EXAMPLES.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
