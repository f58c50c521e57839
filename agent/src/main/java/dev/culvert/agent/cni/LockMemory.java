package dev.culvert.agent.cni;

import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.model.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The locks of a node, a file each, replaced as a whole: whoever is killed leaves the old one or the new one. They are kept where
 * a start of the node empties, as it ends all namespaces.
 */
final class LockMemory {
    private static final Path OWN = Path.of("/proc/self/ns/net");

    private final Path folder;

    /** In that folder, which is made, for root alone. */
    LockMemory(Path folder) throws IOException {
        this.folder = Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** The files of all that are remembered. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    /**
     * A lock.
     *
     * @throws InvalidInput if there is none in that file
     */
    Lock recall(Path file) {
        return SettingsFile.read(file, Lock.class);
    }

    void remember(Lock lock) throws IOException {
        SettingsFile.replace(folder.resolve(lock.file()), SettingsFile.write(lock));
    }

    void forget(Lock lock) throws IOException {
        Files.deleteIfExists(folder.resolve(lock.file()));
    }

    /**
     * Whether the namespace has ended. A file that is there and stands for no namespace may be one whose mount has not come this
     * far: that is not taken for the end.
     */
    static boolean isGone(Lock lock) throws IOException {
        Path namespace = Path.of(lock.namespace());
        try {
            return Files.getAttribute(namespace, "unix:dev").equals(Files.getAttribute(OWN, "unix:dev"))
                    && ((Number) Files.getAttribute(namespace, "unix:ino")).longValue() != lock.inode();
        } catch (NoSuchFileException gone) {
            return true;
        }
    }
}
