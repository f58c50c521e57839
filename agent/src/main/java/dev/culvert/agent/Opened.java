package dev.culvert.agent;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What somebody has opened one after the other; it is closed in the opposite order. */
public final class Opened implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    private Opened() {}

    /** Makes something out of what it opens. */
    @FunctionalInterface
    public interface Maker<T> {
        T make(Opened opened) throws IOException;
    }

    /** Makes something whole, or leaves nothing open: settings that cannot be put in force are tried again and again. */
    public static <T> T whole(Maker<T> maker) throws IOException {
        var opened = new Opened();
        try {
            return maker.make(opened);
        } catch (RuntimeException | Error | IOException e) {
            try {
                opened.close();
            } catch (RuntimeException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /** Remembers to close it. */
    public <T> T add(T resource, Consumer<? super T> close) {
        closings.push(() -> close.accept(resource));
        return resource;
    }

    /** What cannot be closed keeps nothing else open. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!closings.isEmpty()) {
            try {
                closings.pop().run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
