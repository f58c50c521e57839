package dev.culvert.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The checkout that the tests run in. */
final class Checkout {
    static final Path ROOT = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
            .filter(folder -> Files.exists(folder.resolve("culvert")))
            .findFirst()
            .orElseThrow();

    private Checkout() {}
}
