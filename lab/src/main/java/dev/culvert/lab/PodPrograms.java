package dev.culvert.lab;

import dev.culvert.lab.process.ProgramSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What Culvert itself runs in a host: the seam between the laboratory and what it shows.
 *
 * @param files files to write first, by their path; below the host's folder
 * @param before commands that must end well before anything else of the host starts, as an init container's; they have
 *     every capability over the host's network
 * @param programs programs to keep running
 */
public record PodPrograms(Map<Path, String> files, List<List<String>> before, List<ProgramSpec> programs) {
    /** A host in which nothing of ours runs. */
    public static final PodPrograms NONE = new PodPrograms(Map.of(), List.of(), List.of());

    public PodPrograms {
        files = Map.copyOf(files);
        before = List.copyOf(before);
        programs = List.copyOf(programs);
    }

    /** Tells what runs in {@code host} of {@code lab}, which has its addresses, links and tunnels by now. */
    @FunctionalInterface
    public interface Chooser {
        PodPrograms of(Lab lab, Host host);
    }
}
