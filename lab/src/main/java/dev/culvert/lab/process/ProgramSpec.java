package dev.culvert.lab.process;

import java.util.List;
import java.util.Map;

/**
 * A program that belongs to a host and is kept running.
 *
 * @param name its name within the host; its log is {@code NAME.log} in the host's folder
 * @param command what to run
 * @param environment what it finds in its environment besides the laboratory's own
 * @param restart whether it is started again when it ends
 */
public record ProgramSpec(String name, List<String> command, Map<String, String> environment, Restart restart) {
    /** What to do when a program ends by itself. */
    public enum Restart {
        ALWAYS,
        NEVER
    }

    public ProgramSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A program that is started again whenever it ends. */
    public static ProgramSpec of(String name, String... command) {
        return new ProgramSpec(name, List.of(command), Map.of(), Restart.ALWAYS);
    }
}
