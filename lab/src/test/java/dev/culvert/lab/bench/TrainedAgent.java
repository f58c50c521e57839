package dev.culvert.lab.bench;

import dev.culvert.agent.Main;
import dev.culvert.lab.culvert.AgentCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes the agent's cache of classes before the first test with packets: a laboratory starts some ten agents, and there are two hundred.
 * Unit tests have no jar of the agent yet, and start none.
 */
public final class TrainedAgent implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            Path jar = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(jar) && !isNewer(AgentCommand.cache(), jar)) {
                AgentFootprint.train();
            }
        } catch (Exception e) {
            throw new IllegalStateException("no cache of the agent's classes", e);
        }
    }

    /** The JVM takes no cache of a jar that was made anew, though its name says that nothing changed. */
    private static boolean isNewer(Path cache, Path jar) throws IOException {
        return Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }
}
