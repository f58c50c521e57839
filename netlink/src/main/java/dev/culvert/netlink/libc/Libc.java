package dev.culvert.netlink.libc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * System calls through the C library. Each returns what the call returns, or the negative errno.
 *
 * <p>On Linux (x86-64 and AArch64) integers and pointers travel in the same registers and a function ignores the registers it
 * does not read, so one handle of six longs serves every function: linking a handle costs milliseconds at start-up, a
 * symbol costs microseconds. The price is that pointers are plain addresses: whoever owns a segment must keep it alive
 * during the call.
 */
public final class Libc {
    /** The functions called. The constant's name is the symbol's. */
    public enum Function {
        BIND,
        CLOSE,
        EVENTFD,
        GETSOCKOPT,
        IOCTL,
        MADVISE,
        MALLOC_TRIM,
        MOUNT,
        OPEN,
        POLL,
        READ,
        RECVFROM,
        SENDTO,
        SETNS,
        SETSOCKOPT,
        SOCKET,
        UMOUNT2,
        UNSHARE,
        WRITE;

        private final long address = LINKER.defaultLookup()
                .findOrThrow(name().toLowerCase(Locale.ROOT))
                .address();
    }

    private static final Linker LINKER = Linker.nativeLinker();

    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"));

    /** Four bytes for errno, one for each thread, freed with the thread. */
    private static final ThreadLocal<MemorySegment> ERRNO =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_INT));

    private Libc() {}

    /** Calls a function that takes up to six integers or pointers and returns an int (or a ssize_t in its range). */
    public static int call(Function function, long a, long b, long c, long d, long e, long f) {
        MemorySegment errno = ERRNO.get();
        int result = (int) invoke(MemorySegment.ofAddress(function.address), errno, a, b, c, d, e, f);
        return result < 0 ? -errno.get(JAVA_INT, 0) : result;
    }

    /** The same for three. */
    public static int call(Function function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0);
    }

    /** Calls a function of any library that takes and returns integers or pointers; errno is not looked at. */
    public static long call(MemorySegment function, long a, long b) {
        return invoke(function, ERRNO.get(), a, b, 0, 0, 0, 0);
    }

    private static long invoke(
            MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
        } catch (Throwable impossible) {
            // A downcall throws nothing of its own; only a wrong handle type could get here.
            throw new AssertionError(impossible);
        }
    }

    /** socket(2), always close-on-exec. */
    public static int socket(int family, int type, int protocol) {
        return call(Function.SOCKET, family, type | SOCK_CLOEXEC, protocol);
    }

    /** close(2). */
    public static int close(int descriptor) {
        return call(Function.CLOSE, descriptor, 0, 0);
    }

    /** open(2), read-write or read-only, always close-on-exec. */
    public static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return call(Function.OPEN, arena.allocateFrom(path).address(), flags | O_CLOEXEC, 0);
        }
    }

    /** bind(2) with a socket address. */
    public static int bind(int descriptor, byte[] address) {
        try (Arena arena = Arena.ofConfined()) {
            return call(
                    Function.BIND,
                    descriptor,
                    arena.allocateFrom(JAVA_BYTE, address).address(),
                    address.length);
        }
    }

    /** setsockopt(2) with an int. */
    public static int setOption(int descriptor, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return call(
                    Function.SETSOCKOPT,
                    descriptor,
                    level,
                    option,
                    arena.allocateFrom(JAVA_INT, value).address(),
                    4,
                    0);
        }
    }

    /**
     * Makes a socket's receive buffer that large; as large as net.core.rmem_max lets it, where the process is not root outside of every
     * user namespace.
     */
    public static int receiveBuffer(int descriptor, int bytes) {
        int forced = setOption(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, bytes);
        return forced < 0 ? setOption(descriptor, SOL_SOCKET, SO_RCVBUF, bytes) : forced;
    }

    /** setsockopt(2) with bytes. */
    public static int setOption(int descriptor, int level, int option, MemorySegment value) {
        return call(Function.SETSOCKOPT, descriptor, level, option, value.address(), value.byteSize(), 0);
    }

    /** The index of a link by its name, asked of the kernel each time: a name may be another link's a moment later. */
    public static int linkIndex(int socket, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ, 8);
            request.setString(0, linkName(name));
            int result = call(Function.IOCTL, socket, SIOCGIFINDEX, request.address());
            return result < 0 ? result : request.get(JAVA_INT, LINK_NAME);
        }
    }

    /** The name, if a link can have it: the kernel cuts longer ones off and would find another link. */
    public static String linkName(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length >= LINK_NAME) {
            throw new IllegalArgumentException("'" + name + "' is not a link name: 1 to 15 bytes");
        }
        return name;
    }

    /** O_CLOEXEC and SOCK_CLOEXEC: no descriptor of ours is inherited by a program that is started. */
    private static final int O_CLOEXEC = 0x80000;

    private static final int SOCK_CLOEXEC = O_CLOEXEC;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;

    /** Of struct ifreq (netdevice(7)): the name's room and the whole. */
    private static final int LINK_NAME = 16;

    private static final int IFREQ = 40;
    private static final int SIOCGIFINDEX = 0x8933;
}
