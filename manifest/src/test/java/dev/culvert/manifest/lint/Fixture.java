package dev.culvert.manifest.lint;

import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.tree.Yaml;
import dev.culvert.model.net.PrefixSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file with one mistake and its mended twin, written as a diff from the one to the other. Lines that begin with #
 * before the diff say which line the mistake is on ({@code # at: text}) and what is known of the cluster
 * ({@code # pods: CIDR}). The file's name begins with the rule's code.
 */
record Fixture(String name, List<String> lines) {
    static List<Fixture> all() {
        return files("/lint/mistakes", ".diff").stream()
                .map(file -> new Fixture(
                        file.getFileName().toString(), read(file).lines().toList()))
                .toList();
    }

    static List<Path> files(String folder, String suffix) {
        try (Stream<Path> files = Files.walk(Path.of(
                Objects.requireNonNull(Fixture.class.getResource(folder)).toURI()))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String code() {
        return name.substring(0, 5);
    }

    String mistake() {
        return text(line -> line.startsWith(" ") || line.startsWith("-") || line.isEmpty());
    }

    String mended() {
        return text(line -> line.startsWith(" ") || line.startsWith("+") || line.isEmpty());
    }

    private String text(Predicate<String> wanted) {
        return lines.stream()
                .filter(wanted)
                .map(line -> line.isEmpty() ? line : line.substring(1))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** A part of the line that the mistake is on. */
    String at() {
        return header("at").findFirst().orElseThrow(() -> new IllegalStateException(name + " does not say where"));
    }

    Facts facts() {
        return new Facts(networks("pods"), networks("services"), networks("nodes"));
    }

    private PrefixSet networks(String key) {
        return PrefixSet.parse(
                header(key).flatMap(text -> Stream.of(text.split(" "))).toArray(String[]::new));
    }

    private Stream<String> header(String key) {
        String start = "# " + key + ": ";
        return lines.stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length()));
    }

    List<Finding> findings(String text) {
        return Lint.look(Yaml.read(name, text), facts());
    }

    @Override
    public String toString() {
        return name;
    }
}
