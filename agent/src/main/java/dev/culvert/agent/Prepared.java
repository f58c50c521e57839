package dev.culvert.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Settings that were read and understood, and have touched nothing yet. */
public final class Prepared {
    private final FileContents secrets;
    private final Start start;

    private Prepared(FileContents secrets, Start start) {
        this.secrets = secrets;
        this.start = start;
    }

    /** Settings that name no files. */
    public static Prepared of(Start start) {
        return new Prepared(FileContents.NONE, start);
    }

    /**
     * Settings that name files, which may change as well, while they are read even: that may take long, since names are looked up.
     *
     * @param secrets the files
     * @param reading reads and understands them
     */
    public static Prepared of(List<Path> secrets, Reading reading) throws IOException {
        FileContents before = FileContents.NONE.with(secrets);
        return new Prepared(before, reading.read());
    }

    /** What the files held before they were read. */
    FileContents secrets() {
        return secrets;
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
