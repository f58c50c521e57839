package dev.culvert.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Settings that were read and understood, and have touched nothing yet. */
public final class Prepared {
    private final FileContents secrets;
    private final Supplier<Optional<String>> missing;
    private final Start start;

    private Prepared(FileContents secrets, Supplier<Optional<String>> missing, Start start) {
        this.secrets = secrets;
        this.missing = missing;
        this.start = start;
    }

    /** Settings that name no files. */
    public static Prepared of(Start start) {
        return onceThere(Optional::empty, start);
    }

    /**
     * Settings that name no files, and stand on something that others make.
     *
     * @param missing what of it is not there yet
     */
    public static Prepared onceThere(Supplier<Optional<String>> missing, Start start) {
        return new Prepared(FileContents.NONE, missing, start);
    }

    /**
     * Settings that name files, which may change as well, while they are read even: that may take long, since names are looked up.
     *
     * @param secrets the files
     * @param reading reads and understands them
     */
    public static Prepared of(List<Path> secrets, Reading reading) throws IOException {
        FileContents before = FileContents.NONE.with(secrets);
        return new Prepared(before, Optional::empty, reading.read());
    }

    /** What the files held before they were read. */
    FileContents secrets() {
        return secrets;
    }

    /** What must be there first and is not yet; empty if the work may begin. */
    Optional<String> missing() {
        return missing.get();
    }

    /** Begins the work in the calling thread's namespace. */
    Agent start() throws IOException {
        return start.agent();
    }

    /** Begins the work in the calling thread's namespace. */
    @FunctionalInterface
    public interface Start {
        Agent agent() throws IOException;
    }

    /** Reads the files that settings name. */
    @FunctionalInterface
    public interface Reading {
        Start read() throws IOException;
    }

    /** Reads settings. */
    @FunctionalInterface
    interface Reader {
        Prepared read() throws IOException;
    }
}
