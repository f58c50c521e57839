package dev.culvert.agent;

import java.io.IOException;

/** A process' work for as long as its settings stay the same. What it made stays in the kernel when it ends. */
public interface Agent extends AutoCloseable {
    /** Works until {@link #stop}. */
    void run() throws IOException;

    /** Ends {@link #run} soon; from any thread. */
    void stop();

    /** Shows in the status that newer settings cannot be used, and why; from any thread. */
    void refused(String why);

    @Override
    void close();
}
