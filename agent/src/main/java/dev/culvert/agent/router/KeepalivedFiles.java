package dev.culvert.agent.router;

import dev.culvert.agent.settings.Companions;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What keepalived and the watchdog run, in the folder that they share with the agent. */
final class KeepalivedFiles {
    private static final String CONFIG = "keepalived.conf";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private KeepalivedFiles() {}

    /** Whether an agent before this one wrote them in this namespace, so that keepalived may run. */
    static boolean exist(RouterSettings settings) throws IOException {
        Path script = Path.of(settings.folder()).resolve(Companions.KEEPALIVED);
        return Files.exists(script) && Files.readString(script).contains(namespace());
    }

    /** This network namespace, by a name that no other has, in another life of its node either (namespaces(7), random(4)). */
    private static String namespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/net")) + " "
                + Files.readString(BOOT_ID).strip();
    }

    /** Writes what is not as it should be. The scripts come last: what waits for them finds all they need. */
    static void write(RouterSettings settings) throws IOException {
        Path folder = Path.of(settings.folder());
        Files.createDirectories(folder);
        put(folder.resolve(CONFIG), KeepalivedConfig.of(settings));
        put(folder.resolve(Companions.WATCHDOG), Fitness.watchdog(folder));
        put(folder.resolve(Companions.KEEPALIVED), script(folder, settings.link()));
    }

    private static void put(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            SettingsFile.replace(file, text);
        }
    }

    /**
     * Runs keepalived, as soon as its link is there, on a copy of its configuration and makes it read a changed one, by a signal from its parent: nobody outside
     * its container knows its number. After kill -9 its pid files stay, and a process of that number would keep it from starting. A pod that
     * is made anew, as after its node's start, has the files that it had: in another namespace this waits for what an agent writes there.
     */
    private static String script(Path folder, String link) throws IOException {
        return """
                #!/bin/sh
                cd %s || exit 1
                child=
                trap '[ -z "$child" ] || { kill -TERM $child 2>/dev/null; wait $child; }; exit 0' TERM INT
                if [ "$(readlink /proc/self/ns/net) $(cat %s)" != "%s" ]; then
                  sleep 0.2
                  exec sh "$0"
                fi
                until case "$(cat /proc/net/dev)" in *"%s:"*) true ;; *) false ;; esac; do sleep 0.1; done
                rm -f ./*.pid
                cp keepalived.conf keepalived.used
                keepalived --dont-fork --log-console --log-detail --use-file="$PWD/keepalived.used" \\
                  --pid="$PWD/keepalived.pid" --vrrp_pid="$PWD/vrrp.pid" --checkers_pid="$PWD/checkers.pid" &
                child=$!
                while sleep 1 && kill -0 $child 2>/dev/null; do
                  if [ "$(cat keepalived.conf)" != "$(cat keepalived.used)" ]; then
                    cp keepalived.conf keepalived.used
                    kill -HUP $child
                  fi
                done &
                wait $child
                """.formatted(folder, BOOT_ID, namespace(), link);
    }
}
