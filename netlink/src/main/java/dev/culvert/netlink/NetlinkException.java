package dev.culvert.netlink;

import java.io.Serial;

/** The kernel refused an operation. The message is the operation as an operator would type it, the error, and the kernel's own words. */
public final class NetlinkException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Errno errno;
    private final String operation;
    private final String kernelMessage;

    /** Without words of the kernel. */
    public NetlinkException(String operation, Errno errno) {
        this(operation, errno, "");
    }

    /** With the kernel's words (extended ACK), or the empty text. */
    public NetlinkException(String operation, Errno errno, String kernelMessage) {
        super(operation + ": " + errno.name() + (kernelMessage.isEmpty() ? "" : ": " + kernelMessage));
        this.errno = errno;
        this.operation = operation;
        this.kernelMessage = kernelMessage;
    }

    /** Passes a system call's result on, or throws if it is a negative errno. */
    public static int check(int result, String operation) {
        if (result < 0) {
            throw new NetlinkException(operation, Errno.of(-result));
        }
        return result;
    }

    /** What went wrong. */
    public Errno errno() {
        return errno;
    }

    /** What was tried, such as {@code ip link set dev eth9 up}. */
    public String operation() {
        return operation;
    }

    /** What the kernel added in words; often empty. */
    public String kernelMessage() {
        return kernelMessage;
    }

    /** Whether this is that error. */
    public boolean is(Errno other) {
        return errno.number() == other.number();
    }
}
