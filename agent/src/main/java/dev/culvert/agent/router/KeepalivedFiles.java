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

    private KeepalivedFiles() {}

    /** Whether an agent before this one wrote them, so that keepalived may run. */
    static boolean exist(RouterSettings settings) {
        return Files.exists(Path.of(settings.folder()).resolve(Companions.KEEPALIVED));
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
     * its container knows its number. After kill -9 its pid files stay, and a process of that number would keep it from starting.
     */
    private static String script(Path folder, String link) {
        return """
                #!/bin/sh
                cd %s || exit 1
                child=
                trap '[ -z "$child" ] || { kill -TERM $child 2>/dev/null; wait $child; }; exit 0' TERM INT
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
                """.formatted(folder, link);
    }
}
