package dev.culvert.netlink;

import static java.util.Map.entry;

import java.util.Map;

/**
 * An error number of the kernel (include/uapi/asm-generic/errno*.h).
 *
 * @param number positive
 * @param name as in C, {@code errno 250} for one without a name here
 */
public record Errno(int number, String name) {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            entry(1, "EPERM"),
            entry(2, "ENOENT"),
            entry(3, "ESRCH"),
            entry(4, "EINTR"),
            entry(5, "EIO"),
            entry(6, "ENXIO"),
            entry(7, "E2BIG"),
            entry(9, "EBADF"),
            entry(11, "EAGAIN"),
            entry(12, "ENOMEM"),
            entry(13, "EACCES"),
            entry(14, "EFAULT"),
            entry(16, "EBUSY"),
            entry(17, "EEXIST"),
            entry(18, "EXDEV"),
            entry(19, "ENODEV"),
            entry(20, "ENOTDIR"),
            entry(21, "EISDIR"),
            entry(22, "EINVAL"),
            entry(23, "ENFILE"),
            entry(24, "EMFILE"),
            entry(25, "ENOTTY"),
            entry(27, "EFBIG"),
            entry(28, "ENOSPC"),
            entry(30, "EROFS"),
            entry(32, "EPIPE"),
            entry(34, "ERANGE"),
            entry(36, "ENAMETOOLONG"),
            entry(38, "ENOSYS"),
            entry(40, "ELOOP"),
            entry(71, "EPROTO"),
            entry(75, "EOVERFLOW"),
            entry(88, "ENOTSOCK"),
            entry(90, "EMSGSIZE"),
            entry(92, "ENOPROTOOPT"),
            entry(93, "EPROTONOSUPPORT"),
            entry(95, "EOPNOTSUPP"),
            entry(97, "EAFNOSUPPORT"),
            entry(98, "EADDRINUSE"),
            entry(99, "EADDRNOTAVAIL"),
            entry(100, "ENETDOWN"),
            entry(101, "ENETUNREACH"),
            entry(105, "ENOBUFS"),
            entry(110, "ETIMEDOUT"),
            entry(111, "ECONNREFUSED"),
            entry(112, "EHOSTDOWN"),
            entry(113, "EHOSTUNREACH"));

    /** Operation not permitted. */
    public static final Errno EPERM = of(1);
    /** No such thing. */
    public static final Errno ENOENT = of(2);
    /** No such entry, for a route or a process. */
    public static final Errno ESRCH = of(3);
    /** Interrupted by a signal. */
    public static final Errno EINTR = of(4);
    /** Nothing to read yet. */
    public static final Errno EAGAIN = of(11);
    /** In use. */
    public static final Errno EBUSY = of(16);
    /** It is there already. */
    public static final Errno EEXIST = of(17);
    /** No such link. */
    public static final Errno ENODEV = of(19);
    /** The request makes no sense to the kernel. */
    public static final Errno EINVAL = of(22);
    /** This kernel cannot do that. */
    public static final Errno EOPNOTSUPP = of(95);
    /** Notifications were lost, or a queue is full. */
    public static final Errno ENOBUFS = of(105);

    /** The error of a number. */
    public static Errno of(int number) {
        return new Errno(number, NAMES.getOrDefault(number, "errno " + number));
    }

    @Override
    public String toString() {
        return name;
    }
}
