package dev.culvert.manifest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.rules.Catalogue;
import dev.culvert.manifest.lint.rules.Rule;
import dev.culvert.manifest.lint.tree.Yaml;
import dev.culvert.proofs.Proves;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LintTest {
    @Proves("U7")
    @ParameterizedTest
    @MethodSource("mistakes")
    void findsTheMistakeAndNothingElseAtItsLine(Fixture fixture) {
        String text = fixture.mistake();

        List<Finding> findings = fixture.findings(text);

        assertThat(findings).extracting(finding -> finding.rule().code()).containsExactly(fixture.code());
        int line = findings.getFirst().place().line();
        assertThat(text.lines().toList().get(line - 1)).contains(fixture.at());
    }

    @Proves("U7")
    @ParameterizedTest
    @MethodSource("mistakes")
    void findsNothingInTheMendedTwin(Fixture fixture) {
        assertThat(fixture.findings(fixture.mended())).isEmpty();
    }

    @Proves("U7")
    @ParameterizedTest
    @MethodSource("goodFiles")
    void findsNothingInGoodFiles(Path file) {
        assertThat(Lint.look(Yaml.read(file.toString(), Fixture.read(file)), Facts.NONE))
                .isEmpty();
    }

    @Proves("U7")
    @Test
    void everyRuleIsShownByAFixture() {
        Set<String> shown = mistakes().stream().map(Fixture::code).collect(Collectors.toCollection(TreeSet::new));
        assertThat(shown)
                .isEqualTo(Catalogue.RULES.stream().map(Rule::code).collect(Collectors.toCollection(TreeSet::new)));
    }

    static List<Fixture> mistakes() {
        return Fixture.all();
    }

    static List<Path> goodFiles() {
        return Fixture.files("/lint/good", ".yaml");
    }
}
