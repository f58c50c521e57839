package dev.culvert.netlink.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One netlink message where it lies in its datagram (struct nlmsghdr); valid only until the buffer is used again.
 *
 * @param type what the message says, or one of the control types below
 * @param flags NLM_F_* bits
 * @param sequence the request's number, 0 for notifications
 * @param port the socket that asked, 0 for the kernel
 * @param from where the payload begins in the buffer
 * @param to where the payload ends
 */
public record Message(ByteBuffer buffer, int type, int flags, int sequence, int port, int from, int to) {
    /** NLMSG_ERROR: an error, or an acknowledgement if its code is 0. */
    public static final int ERROR = 2;
    /** NLMSG_DONE: the end of a dump. */
    public static final int DONE = 3;
    /** The length of the header. */
    public static final int HEADER = 16;

    /** The messages in the buffer's first {@code length} bytes. */
    public static List<Message> parse(ByteBuffer buffer, int length) {
        List<Message> messages = new ArrayList<>();
        int position = 0;
        while (length - position >= HEADER) {
            int size = buffer.getInt(position);
            if (size < HEADER || size > length - position) {
                throw new DecodeException("message of " + Integer.toUnsignedString(size) + " bytes where "
                        + (length - position) + " are left");
            }
            messages.add(new Message(
                    buffer,
                    Short.toUnsignedInt(buffer.getShort(position + 4)),
                    Short.toUnsignedInt(buffer.getShort(position + 6)),
                    buffer.getInt(position + 8),
                    buffer.getInt(position + 12),
                    position + HEADER,
                    position + size));
            position += Math.min(length - position, (size + 3) & ~3);
        }
        return messages;
    }

    private int need(int offset, int bytes) {
        if (to - from < offset + bytes) {
            throw new DecodeException("message " + type + " has " + (to - from) + " bytes, not " + (offset + bytes));
        }
        return from + offset;
    }

    /** An unsigned byte of the payload. */
    public int u8(int offset) {
        return Byte.toUnsignedInt(buffer.get(need(offset, 1)));
    }

    /** An unsigned 16-bit value of the payload in host order. */
    public int u16(int offset) {
        return Short.toUnsignedInt(buffer.getShort(need(offset, 2)));
    }

    /** A 32-bit value of the payload in host order. */
    public int i32(int offset) {
        return buffer.getInt(need(offset, 4));
    }

    /** The attributes after a fixed header of the payload. */
    public Attributes attributes(int header) {
        return new Attributes(buffer, need(header, 0), to);
    }
}
