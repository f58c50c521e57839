package dev.culvert.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What files held at a moment, as digests: some are secret. */
record FileContents(Map<Path, String> digests) {
    static final FileContents NONE = new FileContents(Map.of());

    FileContents {
        digests = Map.copyOf(digests);
    }

    static FileContents of(Path file) {
        return new FileContents(Map.of(file, digest(file)));
    }

    /** The same moment, and these files now. */
    FileContents with(Collection<Path> files) {
        var more = new TreeMap<>(digests);
        files.forEach(file -> more.putIfAbsent(file, digest(file)));
        return new FileContents(more);
    }

    /** These, and those of other files. */
    FileContents with(FileContents others) {
        var more = new TreeMap<>(others.digests);
        more.putAll(digests);
        return new FileContents(more);
    }

    /** The same files now. */
    FileContents again() {
        var now = new TreeMap<Path, String>();
        digests.keySet().forEach(file -> now.put(file, digest(file)));
        return new FileContents(now);
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException absent) {
            return "";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
