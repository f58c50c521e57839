package dev.culvert.lab.process;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The way into a host: its network namespace, its own /etc/hosts and /etc/resolv.conf, and, for a client, nothing that
 * would give it power over them. Every program of the laboratory goes this way, whoever starts it.
 */
public final class HostEntry {
    /** Where the laboratory keeps each host's files; it is inside the laboratory's own mounts. */
    public static final Path FILES = Path.of("/run/culvert");

    private static final Path NAMESPACES = Path.of("/run/netns");

    /**
     * Binds the host's files. /etc/resolv.conf may be a link into the /run that the laboratory hides, so its target is
     * made if need be.
     */
    private static final String ENTER = """
            for file in hosts resolv.conf; do
              target=$(readlink -m /etc/$file)
              [ -e "$target" ] || { mkdir -p "${target%/*}" && : > "$target"; } || exit 125
              mount --bind "$0/$file" "$target" || exit 125
            done
            """;

    /** Set-user-ID bits and file capabilities count for nothing on these mounts: ping's would make its exec fail. */
    private static final String NOSUID = """
            for dir in / /usr /usr/local; do
              ! mountpoint -q $dir || mount -o remount,bind,nosuid $dir || exit 125
            done
            """;

    /** As container runtimes mount it. */
    private static final String NO_SYSCTLS =
            "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys || exit 125\n";

    private static final String NO_POWER =
            "exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- \"$@\"";

    private static final String FULL_POWER = "exec \"$@\"";

    private HostEntry() {}

    /** The file that stands for a host's network namespace. */
    public static Path namespace(String host) {
        return NAMESPACES.resolve(host);
    }

    /** The folder of a host's own files. */
    public static Path files(String host) {
        return FILES.resolve(host);
    }

    /** {@code command} as it is run inside {@code host}, by a process inside the laboratory. */
    public static List<String> command(Host host, List<String> command) {
        String mounts = host.isPod() ? NO_SYSCTLS : "";
        return enter(host, mounts + (host.role() == HostRole.CLIENT ? NOSUID + NO_POWER : FULL_POWER), command);
    }

    /** The same with every power over the host's network, even in a client: as whoever sets it up has. */
    public static List<String> privileged(Host host, List<String> command) {
        return enter(host, FULL_POWER, command);
    }

    private static List<String> enter(Host host, String power, List<String> command) {
        List<String> line = new ArrayList<>(
                List.of("nsenter", "--net=" + namespace(host.name()), "unshare", "--mount", "sh", "-c", ENTER + power));
        line.add(files(host.name()).toString());
        line.addAll(command);
        return List.copyOf(line);
    }

    /** A shell that reads its lines from stdin in {@code host}'s network, and stops at the first that fails. */
    public static List<String> shell(String host) {
        return List.of("nsenter", "--net=" + namespace(host), "sh", "-e");
    }
}
