package dev.culvert.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings that were read and understood, and have touched nothing yet.
 *
 * @param secrets the files that they name, which may change as well
 * @param start begins the work in the calling thread's namespace
 */
public record Prepared(List<Path> secrets, Start start) {
    public Prepared {
        secrets = List.copyOf(secrets);
    }

    /** Begins the work. */
    @FunctionalInterface
    public interface Start {
        Agent agent() throws IOException;
    }

    /** Reads settings. */
    @FunctionalInterface
    interface Reader {
        Prepared read() throws IOException;
    }
}
