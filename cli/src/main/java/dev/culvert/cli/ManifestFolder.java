package dev.culvert.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The manifests in a folder and in those below, links followed. What several links lead to is there once, so that none leads in a
 * circle; a folder that cannot be read hides no other.
 */
final class ManifestFolder {
    private final Set<Path> seen = new HashSet<>();
    private final List<String> files = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    ManifestFolder(Path top) {
        walk(top);
    }

    /** Their names, in order. */
    List<String> files() {
        return files.stream().sorted().toList();
    }

    /** What could not be read, as people read it. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Why something cannot be read. */
    static String problem(String name, IOException why) {
        return switch (why) {
            case NoSuchFileException _ -> name + " does not exist";
            case AccessDeniedException _ -> name + " cannot be read: permission denied";
            default -> name + " cannot be read: " + why.getMessage();
        };
    }

    private void walk(Path folder) {
        try {
            if (!seen.add(folder.toRealPath())) {
                return;
            }
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path entry : entries.sorted().toList()) {
                    if (Files.isDirectory(entry)) {
                        walk(entry);
                    } else if (Files.isRegularFile(entry) && isManifest(entry) && seen.add(entry.toRealPath())) {
                        files.add(entry.toString());
                    }
                }
            }
        } catch (IOException e) {
            problems.add(problem(folder.toString(), e));
        }
    }

    private static boolean isManifest(Path file) {
        return Stream.of(".yaml", ".yml", ".json").anyMatch(file.toString()::endsWith);
    }
}
