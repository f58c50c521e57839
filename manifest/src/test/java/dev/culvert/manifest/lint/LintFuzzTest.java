package dev.culvert.manifest.lint;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.tree.Yaml;
import dev.culvert.model.InvalidInput;
import dev.culvert.proofs.Proves;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it is read and judged, or refused with a place. */
class LintFuzzTest {
    private static final long SEED = 20261121;

    private static final List<String> SNIPPETS = List.of(
            ": ",
            "- ",
            "\n",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "|\n",
            ">\n",
            "&a ",
            "*a",
            "<<: *a",
            "\t",
            "#",
            "null",
            "-1",
            "@",
            "/",
            "💧",
            "\0",
            "---\n",
            "!!binary x",
            "? ");

    private static void judge(String text) {
        assertThatCode(() -> {
                    try {
                        Lint.look(Yaml.read("fuzz.yaml", text), Facts.NONE);
                    } catch (InvalidInput refused) {
                        // said to the user as it stands
                    }
                })
                .as("%s", text)
                .doesNotThrowAnyException();
    }

    private static List<String> files() {
        return Stream.concat(
                        Fixture.all().stream().map(Fixture::mistake),
                        Fixture.files("/lint/good", ".yaml").stream().map(Fixture::read))
                .toList();
    }

    @Proves("U7")
    @Test
    void randomBytesAreRefusedOrRead() {
        var random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            judge(new String(bytes, StandardCharsets.UTF_8));
            judge(new String(bytes, StandardCharsets.US_ASCII).replaceAll("[^\\x20-\\x7e]", "\n"));
        }
    }

    @Proves("U7")
    @Test
    void truncatedFilesAreRefusedOrRead() {
        var random = new Random(SEED);
        for (String file : files()) {
            for (int i = 0; i < 20; i++) {
                judge(file.substring(0, random.nextInt(file.length())));
            }
        }
    }

    @Proves("U7")
    @Test
    void disturbedFilesAreRefusedOrRead() {
        var random = new Random(SEED);
        for (String file : files()) {
            for (int i = 0; i < 40; i++) {
                var text = new StringBuilder(file);
                for (int change = random.nextInt(4); change >= 0; change--) {
                    int at = random.nextInt(text.length());
                    int end = Math.min(text.length(), at + random.nextInt(12));
                    text.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                }
                judge(text.toString());
            }
        }
    }

    /** Values of the wrong shape: a mapping where a text is expected, a text where a list is. */
    @Proves("U7")
    @Test
    void valuesOfTheWrongShapeAreJudged() {
        var random = new Random(SEED);
        List<String> shapes =
                List.of("[]", "{}", "[{}]", "[[]]", "{a: {b: [c]}}", "x", "-1", "99999999999999999999", "", "\"\"");
        for (String file : files()) {
            List<String> lines = file.lines().toList();
            for (int i = 0; i < 40; i++) {
                int at = random.nextInt(lines.size());
                String line = lines.get(at);
                int colon = line.indexOf(": ");
                if (colon < 0) {
                    continue;
                }
                String changed = line.substring(0, colon + 2) + shapes.get(random.nextInt(shapes.size()));
                judge(String.join(
                        "\n",
                        Stream.of(lines.subList(0, at), List.of(changed), lines.subList(at + 1, lines.size()))
                                .flatMap(List::stream)
                                .toList()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &a [*a]",
                "&a a: *a",
                "a: *b",
                "{a: [1, 2}",
                "? [a, b]\n: c",
                "%YAML 9.9\n--- a",
                "a: !!int x",
                "- &x {a: 1}\n- <<: *x\n  b: 2\n- <<: [*x, *x]\n- <<: 3"
            })
    void oddYamlIsReadOrRefused(String text) {
        judge(text);
    }

    /** Each line names the one before ten times: 10^9 values if they were written out. */
    @Test
    void aliasesOfAliasesDoNotFillTheMemory() {
        var text = new StringBuilder("a0: &a0 x\n");
        for (int i = 1; i < 10; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        judge(text.toString());
    }

    @Test
    void deepNestingDoesNotExhaustTheStack() {
        judge("[".repeat(100_000));
        judge("a: '" + "[".repeat(100_000) + "'");
        judge("apiVersion: v1\nkind: Pod\nmetadata: {annotations: {k8s.v1.cni.cncf.io/networks: '" + "[".repeat(100_000)
                + "'}}");
    }
}
