package dev.culvert.netlink;

import static dev.culvert.netlink.NetlinkException.check;

import dev.culvert.netlink.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's settings under /proc/sys. Those under {@code net.} are of the namespace of the calling thread: the kernel looks at the thread
 * that opens the file, so call it inside {@link NetworkNamespace#run}.
 */
public final class Sysctl {
    private static final int O_WRONLY = 1;
    private static final int LONGEST = 4096;

    private Sysctl() {}

    /** A setting's value. A key is {@code net.ipv4.ip_forward}, or with slashes where a link's name has a dot; ENOENT if there is none. */
    public static String read(String key) {
        String operation = "sysctl " + key;
        int file = check(Libc.open(path(key), 0), operation);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(LONGEST);
            int length = check(Libc.call(Libc.Function.READ, file, bytes.address(), LONGEST), operation);
            return new String(bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8).strip();
        } finally {
            Libc.close(file);
        }
    }

    /** Sets a value; EINVAL if the kernel does not take it, EROFS in most containers. */
    public static void write(String key, String value) {
        String operation = "sysctl -w " + key + "=" + value;
        int file = check(Libc.open(path(key), O_WRONLY), operation);
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            long from = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address();
            check(Libc.call(Libc.Function.WRITE, file, from, bytes.length), operation);
        } finally {
            Libc.close(file);
        }
    }

    private static String path(String key) {
        if (key.contains("..")) {
            throw new IllegalArgumentException("'" + key + "' is not a key of sysctl");
        }
        return "/proc/sys/" + (key.indexOf('/') < 0 ? key.replace('.', '/') : key);
    }
}
