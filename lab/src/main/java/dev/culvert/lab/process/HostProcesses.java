package dev.culvert.lab.process;

import dev.culvert.lab.LabException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every process whose network namespace is a host's, whoever started it. */
public final class HostProcesses {
    private static final Path PROC = Path.of("/proc");

    private HostProcesses() {}

    /** Their process ids. A zombie is in no namespace any more. */
    public static List<Long> of(String host) {
        try {
            Object inode = Files.getAttribute(HostEntry.namespace(host), "unix:ino");
            String wanted = "net:[" + inode + "]";
            List<Long> pids = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
                for (Path entry : entries) {
                    if (namespaceOf(entry).equals(wanted)) {
                        pids.add(Long.parseLong(entry.getFileName().toString()));
                    }
                }
            }
            return pids;
        } catch (IOException e) {
            throw new LabException("cannot list the processes of " + host + ": " + e.getMessage(), e);
        }
    }

    /**
     * Sends {@code signal} (a name as in {@code kill -NAME}) to all of them, again and again until a look round finds
     * no new one, since a process may be forking meanwhile.
     */
    public static int signal(String host, String signal) {
        List<Long> reached = new ArrayList<>();
        while (true) {
            List<Long> fresh =
                    of(host).stream().filter(pid -> !reached.contains(pid)).toList();
            if (fresh.isEmpty()) {
                return reached.size();
            }
            List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
            fresh.forEach(pid -> command.add(Long.toString(pid)));
            // A failure means that one of them ended by itself, which is as good.
            Programs.run(command, "");
            reached.addAll(fresh);
        }
    }

    private static String namespaceOf(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/net")).toString();
        } catch (IOException e) {
            // It ended just now.
            return "";
        }
    }
}
