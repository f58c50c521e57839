package dev.culvert.lab.daemon;

import dev.culvert.lab.LabException;
import dev.culvert.lab.WrongUsage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * What a laboratory leaves outside of itself while it lives: a folder with a lock, its process id, its control socket
 * and its log. The daemon holds the lock, so the kernel itself says whether a laboratory lives, even after kill -9.
 *
 * @param name the laboratory's name
 * @param folder its folder
 */
public record LabHome(String name, Path folder) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");
    /** What {@code sun_path} holds (unix(7)), but for the zero at its end. */
    private static final int LONGEST_SOCKET = 107;
    /** Others take the lock for an instant, to see whether it is taken. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);

    /** The home of the laboratory called {@code name}; refuses what is no name. */
    public static LabHome of(String name) {
        return of(labs(), name);
    }

    static LabHome of(Path labs, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new WrongUsage(
                    "--lab %s: a lab's name has up to 31 small letters, digits and dashes".formatted(name));
        }
        LabHome home = new LabHome(name, labs.resolve(name));
        int length = home.socket().toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET) {
            throw new WrongUsage(
                    "--lab %s: its control socket %s has a path of %d bytes, and the kernel takes %d: choose a shorter name, or set XDG_STATE_HOME to a folder with a shorter path"
                            .formatted(name, home.socket(), length, LONGEST_SOCKET));
        }
        return home;
    }

    /** What chooses it on the command line, after a space; nothing for the one that needs no name. */
    public String option() {
        return name.equals("default") ? "" : " --lab " + name;
    }

    /** The home whose folder is known: inside, the user is another one, with another home. */
    static LabHome at(Path folder) {
        return new LabHome(folder.getFileName().toString(), folder);
    }

    /** The names of all laboratories that live. */
    public static List<String> living() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(labs())) {
            for (Path folder : folders) {
                LabHome home = at(folder);
                if (home.lives()) {
                    names.add(home.name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new LabException("cannot read " + labs() + ": " + e, e);
        }
        return names;
    }

    /** Removes what dead laboratories have left whose names begin so. */
    public static void removeRemains(String beginning) {
        removeRemains(labs(), beginning);
    }

    static void removeRemains(Path labs, String beginning) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(labs, beginning + "*")) {
            for (Path folder : folders) {
                LabHome home = at(folder);
                if (!home.lives()) {
                    home.removeRemains();
                }
            }
        } catch (NoSuchFileException e) {
            // There has been none yet.
        } catch (IOException e) {
            throw new LabException("cannot read " + labs + ": " + e, e);
        }
    }

    /** XDG_RUNTIME_DIR is not taken: it lies below /run, which the laboratory hides from itself. */
    private static Path labs() {
        String state = Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .filter(home -> !home.isBlank())
                .orElse(System.getProperty("user.home") + "/.local/state");
        return Path.of(state, "culvert", "labs");
    }

    /** The control socket. */
    public Path socket() {
        return folder.resolve("control");
    }

    /** What the daemon wrote. */
    public Path log() {
        return folder.resolve("lab.log");
    }

    /** The last lines of what the daemon wrote, as far as there are any. */
    String logEnd() {
        try {
            List<String> lines = new String(Files.readAllBytes(log()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Makes the folder, for its owner alone. */
    public void create() throws IOException {
        Files.createDirectories(folder.getParent());
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /**
     * Begins to start a laboratory: until this is closed, nobody else starts one of the same name. The file is beside the folder, which
     * is removed and made meanwhile.
     */
    Closeable starting() throws IOException {
        Files.createDirectories(folder.getParent());
        Path file = folder.resolveSibling("." + name + ".starting");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return () -> {
            // Whoever has it open and waits finds the laboratory that lives by now.
            Files.deleteIfExists(file);
            channel.close();
        };
    }

    /** Takes the lock, for as long as this process lives; empty if another holds it. */
    public Optional<FileLock> lock() throws IOException {
        FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
        while (lock.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            lock = Optional.ofNullable(channel.tryLock());
        }
        if (lock.isEmpty()) {
            channel.close();
        }
        return lock;
    }

    /** Whether a daemon holds the lock. */
    public boolean lives() {
        if (!Files.exists(lockFile())) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE)) {
            Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
            return lock.isEmpty();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new LabException("cannot read " + lockFile() + ": " + e, e);
        }
    }

    /** Remembers the process that holds all the laboratory's namespaces, as the outside sees it. */
    public void writePid(long pid) throws IOException {
        Files.writeString(folder.resolve("pid"), Long.toString(pid));
    }

    /** The process remembered, while it lives. */
    public Optional<ProcessHandle> holder() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid"))));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Removes the folder of a laboratory that lives no more. */
    public void remove() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException e) {
            // Somebody else removed it meanwhile.
        } catch (IOException e) {
            throw new LabException("cannot remove " + folder + ": " + e, e);
        }
    }

    /** Removes what a laboratory that lives no more has left; one that is being started is waited for. */
    void removeRemains() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var _ = starting()) {
            if (!lives()) {
                remove();
            }
        } catch (IOException e) {
            throw new LabException("cannot remove " + folder + ": " + e, e);
        }
    }

    private Path lockFile() {
        return folder.resolve("lock");
    }
}
