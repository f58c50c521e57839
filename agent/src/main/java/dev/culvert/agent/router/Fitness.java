package dev.culvert.agent.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this router should hold a VIP, as keepalived reads it: a number added to the priority, and a file whose content is
 * another each second while the agent lives.
 */
final class Fitness {
    /** Where the number is. */
    static final String FIT_FILE = "fit";

    /** Added to the priority of a router without a working data plane. */
    static final int UNFIT = -60;

    private static final String ALIVE_FILE = "alive";

    /** The watchdog's rounds of half a second that the agent may be silent for. */
    private static final int PATIENCE = 4;

    private final Path folder;
    private boolean fit;

    /** Starts unfit. */
    Fitness(Path folder) throws IOException {
        this.folder = folder;
        Path file = folder.resolve(FIT_FILE);
        // An agent that starts anew finds what the one before it said, and takes nothing back before it knows better.
        fit = Files.exists(file) && Files.readString(file).strip().equals("0");
        alive();
    }

    /**
     * A shell script that runs beside the agent and outlives it: while the agent does not write its file anew, the router is unfit.
     * It counts rounds, since a clock may be put forward or back. keepalived's own scripts need to change their groups, which a
     * user namespace forbids.
     */
    static String watchdog(Path folder) {
        return """
                #!/bin/sh
                cd %1$s || exit 1
                trap 'exit 0' TERM INT
                silent=0
                while sleep 0.5; do
                  alive='' fit=''
                  [ -f %2$s ] && read -r alive <%2$s
                  [ -f %3$s ] && read -r fit <%3$s
                  if [ "$alive" = "$seen" ]; then silent=$((silent + 1)); else silent=0; fi
                  seen=$alive
                  if [ "$silent" -ge %4$d ] && [ "$fit" != %5$d ]; then echo %5$d >%3$s; fi
                done
                """.formatted(folder, ALIVE_FILE, FIT_FILE, PATIENCE, UNFIT);
    }

    /** Says whether the data plane works. */
    void set(boolean works) throws IOException {
        if (works != fit) {
            fit = works;
            say();
        }
    }

    /** Says that the agent lives, and takes back what the watchdog said while it did not. */
    void alive() throws IOException {
        Files.writeString(folder.resolve(ALIVE_FILE), System.nanoTime() + "\n");
        say();
    }

    /** keepalived watches the file itself: it is written in place, and only when that changes something. */
    private void say() throws IOException {
        Path file = folder.resolve(FIT_FILE);
        String word = (fit ? 0 : UNFIT) + "\n";
        if (!Files.exists(file) || !Files.readString(file).equals(word)) {
            Files.writeString(file, word);
        }
    }

    /** What was said last. */
    boolean fit() {
        return fit;
    }
}
