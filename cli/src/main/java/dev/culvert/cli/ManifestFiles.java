package dev.culvert.cli;

import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.Yaml;
import dev.culvert.manifest.render.FactsFile;
import dev.culvert.model.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
                for (String file : files(name, problems::add)) {
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
        Consumer<String> refuse = problem -> {
            throw new UncheckedIOException(problem, new IOException(problem));
        };
        names.stream().flatMap(name -> files(name, refuse).stream()).forEach(file -> texts.put(file, text(file)));
        return texts;
    }

    /**
     * Facts of a cluster from their file.
     *
     * @throws InvalidInput if it cannot be read
     */
    static FactsFile facts(String file) {
        try {
            return FactsFile.read(file, text(file));
        } catch (UncheckedIOException e) {
            throw new InvalidInput("--cluster-facts", String.valueOf(e.getMessage()), "name a file that can be read");
        }
    }

    private static List<String> files(String name, Consumer<String> problems) {
        if (name.equals(STANDARD_INPUT)) {
            return List.of(name);
        }
        if (name.isEmpty()) {
            String problem = "an empty name is no file's; name a file, a folder, or - for standard input";
            throw new UncheckedIOException(problem, new IOException(problem));
        }
        try {
            Path path = Path.of(name);
            if (!Files.isDirectory(path)) {
                return List.of(name);
            }
            var folder = new ManifestFolder(path);
            folder.problems().forEach(problems);
            return folder.files();
        } catch (InvalidPathException e) {
            throw new UncheckedIOException(name + " is no file name", new IOException(e));
        }
    }

    private static String text(String file) {
        try {
            byte[] bytes = file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(ManifestFolder.problem(file, e), e);
        }
    }
}
