package dev.culvert.cli;

import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.Place;
import dev.culvert.manifest.lint.tree.Yaml;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The documents of files.
 *
 * @param documents of all that could be read
 * @param problems of those that could not, as people read them
 */
record ManifestFiles(List<Node> documents, List<String> problems) {
    private static final String STANDARD_INPUT = "-";

    /** Reads files, folders with all that is in them, and {@code -} for standard input. */
    static ManifestFiles read(List<String> names) {
        var documents = new ArrayList<Node>();
        var problems = new ArrayList<String>();
        for (String name : names) {
            try {
                for (String file : files(name)) {
                    try {
                        documents.addAll(Yaml.read(file, text(file)));
                    } catch (InvalidInput | UncheckedIOException e) {
                        problems.add(String.valueOf(e.getMessage()));
                    }
                }
            } catch (UncheckedIOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return new ManifestFiles(List.copyOf(documents), List.copyOf(problems));
    }

    /**
     * The texts of files, folders with all that is in them, and {@code -} for standard input, by name and in order.
     *
     * @throws UncheckedIOException if one cannot be read
     */
    static Map<String, String> texts(List<String> names) {
        var texts = new LinkedHashMap<String, String>();
        names.stream().flatMap(name -> files(name).stream()).forEach(file -> texts.put(file, text(file)));
        return texts;
    }

    /**
     * Facts of a cluster from their file.
     *
     * @throws InvalidInput if it cannot be read
     */
    static Facts facts(String file) {
        try {
            List<Node> documents = Yaml.read(file, text(file));
            Node facts = documents.isEmpty() ? new Node.Absent(new Place(file, 1, 1, "")) : documents.getFirst();
            return new Facts(
                    prefixes(facts, "podNetworks"), prefixes(facts, "serviceNetworks"), prefixes(facts, "nodes"));
        } catch (UncheckedIOException e) {
            throw new InvalidInput("--cluster-facts", String.valueOf(e.getMessage()), "name a file that can be read");
        }
    }

    private static PrefixSet prefixes(Node facts, String key) {
        return PrefixSet.of(facts.get(key).items().stream()
                .map(item -> {
                    try {
                        String text = item.text("");
                        return text.contains("/") ? Prefix.parse(text) : Prefix.host(IpAddress.parse(text));
                    } catch (InvalidInput e) {
                        throw e.at(item.place() + " " + item.place().path());
                    }
                })
                .toList());
    }

    private static List<String> files(String name) {
        if (name.equals(STANDARD_INPUT)) {
            return List.of(name);
        }
        try {
            Path path = Path.of(name);
            if (!Files.isDirectory(path)) {
                return List.of(name);
            }
            try (Stream<Path> below = Files.walk(path)) {
                return below.filter(Files::isRegularFile)
                        .map(Path::toString)
                        .filter(file -> file.endsWith(".yaml") || file.endsWith(".yml") || file.endsWith(".json"))
                        .sorted()
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read: " + e.getMessage(), e);
        } catch (InvalidPathException e) {
            throw new UncheckedIOException(name + " is no file name", new IOException(e));
        }
    }

    private static String text(String file) {
        try {
            byte[] bytes = file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + " does not exist", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
