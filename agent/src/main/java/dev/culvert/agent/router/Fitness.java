package dev.culvert.agent.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this router should hold a VIP, as keepalived reads it: a number added to the priority, and a file that is touched
 * while the agent lives.
 */
public final class Fitness {
    /** Where the number is. */
    public static final String FIT_FILE = "fit";

    /** The program that says whether the agent lives. */
    public static final String SCRIPT = "agent-alive";

    /** Added to the priority of a router without a working data plane. */
    public static final int UNFIT = -60;

    private static final String ALIVE_FILE = "alive";

    private final Path folder;
    private boolean fit;

    /** Starts unfit. */
    public Fitness(Path folder) throws IOException {
        this.folder = folder;
        Path file = folder.resolve(FIT_FILE);
        // An agent that starts anew finds what the one before it said, and takes nothing back before it knows better.
        fit = Files.exists(file) && Files.readString(file).strip().equals("0");
        if (!fit) {
            Files.writeString(file, UNFIT + "\n");
        }
        alive();
    }

    /** The script's text; it runs without any library of ours. */
    public static String script(Path folder) {
        return """
                #!/bin/sh
                # Succeeds while the router's agent touched its file within the last two seconds.
                now=$(date +%%s) && then=$(date -r %s +%%s) && [ $((now - then)) -le 2 ]
                """.formatted(folder.resolve(ALIVE_FILE));
    }

    /** Says whether the data plane works. */
    public void set(boolean works) throws IOException {
        if (works != fit) {
            // keepalived watches the file itself: it is written in place.
            Files.writeString(folder.resolve(FIT_FILE), (works ? 0 : UNFIT) + "\n");
            fit = works;
        }
    }

    /** Says that the agent lives. */
    public void alive() throws IOException {
        Files.writeString(folder.resolve(ALIVE_FILE), "");
    }

    /** What was said last. */
    public boolean fit() {
        return fit;
    }
}
