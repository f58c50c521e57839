package dev.culvert.netlink.wire;

import java.io.Serial;

/** Bytes that are not what the netlink format allows: a length that does not fit, a value of the wrong size. */
public final class DecodeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what was found and what was expected. */
    public DecodeException(String message) {
        super(message);
    }
}
