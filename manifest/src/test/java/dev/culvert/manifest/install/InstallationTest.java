package dev.culvert.manifest.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code deploy/} holds what the code says. {@code dev/manifests} writes it anew. */
class InstallationTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Set<String> BY_HAND =
            Set.of("alerts.yaml", "Chart.yaml", "values.yaml", "values.schema.json", "NOTES.txt");

    @Test
    void whatIsInTheRepositoryIsWhatTheCodeSays() throws IOException {
        SortedMap<String, String> files = Installation.files();
        if ("write".equals(System.getProperty("culvert.rendered"))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = DEPLOY.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(Files.readString(DEPLOY.resolve(file.getKey())))
                    .as("deploy/%s is stale: run dev/manifests", file.getKey())
                    .isEqualTo(file.getValue());
        }
        try (Stream<Path> there = Files.walk(DEPLOY)) {
            assertThat(there.filter(Files::isRegularFile)
                            .filter(path -> !BY_HAND.contains(path.getFileName().toString()))
                            .map(path -> DEPLOY.relativize(path).toString())
                            .collect(Collectors.toSet()))
                    .isEqualTo(files.keySet());
        }
    }

    @Test
    void everyRightHasAReasonAndNoneIsForEverything() {
        assertThat(Right.CLUSTER).allSatisfy(right -> {
            assertThat(right.why()).isNotBlank();
            assertThat(right.verbs()).doesNotContain("*");
            assertThat(right.resources()).doesNotContain("*");
        });
    }
}
