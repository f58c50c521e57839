package dev.culvert.agent.resolver;

import dev.culvert.agent.settings.Companions;
import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.model.net.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the resolver's container runs, in the folder that it shares with the agent. */
public final class ResolverFiles {
    private static final String CONFIG = "unbound.conf";

    private ResolverFiles() {}

    /**
     * Writes what is not as it should be of a gateway's, which {@code clients} may ask. The script comes last: what waits for it finds all
     * it needs.
     */
    public static void write(ResolverSettings settings, Prefix clients, Path folder) throws IOException {
        write(UnboundConfig.of(settings, clients, folder), folder);
    }

    /** The same of a client's own, whose namespace nobody else's query reaches. */
    public static void writeOwn(ResolverSettings settings, Path folder) throws IOException {
        write(UnboundConfig.own(settings, folder), folder);
    }

    private static void write(String config, Path folder) throws IOException {
        Files.createDirectories(folder);
        put(folder.resolve(CONFIG), config);
        put(folder.resolve(Companions.RESOLVER), script(folder));
    }

    private static void put(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            SettingsFile.replace(file, text);
        }
    }

    /**
     * Runs Unbound on a copy of its configuration, and starts it anew when it ended, at once, which a kubelet, that waits longer after
     * each failure, does not; or, within a second, when the configuration has changed.
     */
    private static String script(Path folder) {
        return """
                #!/bin/sh
                cd %s || exit 1
                child=
                trap 'kill -TERM $child 2>/dev/null; wait $child; exit 0' TERM INT
                while :; do
                  cp unbound.conf unbound.used
                  unbound -d -c "$PWD/unbound.used" &
                  child=$!
                  while sleep 1 && kill -0 $child 2>/dev/null; do
                    [ "$(cat unbound.conf)" = "$(cat unbound.used)" ] || { kill -TERM $child; break; }
                  done &
                  wait $child
                  sleep 0.1
                done
                """.formatted(folder);
    }
}
