package dev.culvert.netlink.wire;

import java.net.InetAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes netlink messages one after the other into a buffer. {@link #begin} and {@link #end} enclose a message; between them first its
 * fixed header, then its attributes. Throws {@link BufferOverflowException} when the buffer is full.
 */
public final class MessageWriter {
    private static final int NESTED = 0x8000;

    private final ByteBuffer buffer;
    private int start;

    /** Writes from the beginning of the buffer, in native byte order. */
    public MessageWriter(ByteBuffer buffer) {
        this.buffer = buffer.order(ByteOrder.nativeOrder()).clear();
    }

    /** Forgets all that was written. */
    public void clear() {
        buffer.clear();
    }

    /** Bytes written so far. */
    public int length() {
        return buffer.position();
    }

    /** Begins a message; its port is 0, so the kernel fills it in. */
    public MessageWriter begin(int type, int flags, int sequence) {
        start = buffer.position();
        return i32(0).u16(type).u16(flags).i32(sequence).i32(0);
    }

    /** Ends the message that was begun last. */
    public void end() {
        buffer.putInt(start, buffer.position() - start);
    }

    /** One byte. */
    public MessageWriter u8(int value) {
        buffer.put((byte) value);
        return this;
    }

    /** 16 bits in host order. */
    public MessageWriter u16(int value) {
        buffer.putShort((short) value);
        return this;
    }

    /** 32 bits in host order. */
    public MessageWriter i32(int value) {
        buffer.putInt(value);
        return this;
    }

    /** Bytes as they are. */
    public MessageWriter raw(byte[] bytes) {
        buffer.put(bytes);
        return this;
    }

    /** An attribute of bytes. */
    public MessageWriter bytes(int type, byte[] value) {
        header(type, value.length);
        buffer.put(value);
        return pad();
    }

    /** An attribute without a value. */
    public MessageWriter flag(int type) {
        return header(type, 0);
    }

    /** An attribute of one byte. */
    public MessageWriter u8(int type, int value) {
        return header(type, 1).u8(value).pad();
    }

    /** An attribute of 16 bits in host order. */
    public MessageWriter u16(int type, int value) {
        return header(type, 2).u16(value).pad();
    }

    /** An attribute of 16 bits in network order. */
    public MessageWriter u16be(int type, int value) {
        return header(type, 2).u8(value >> 8).u8(value).pad();
    }

    /** An attribute of 32 bits in host order. */
    public MessageWriter i32(int type, int value) {
        return header(type, 4).i32(value);
    }

    /** An attribute of text with its terminating zero. */
    public MessageWriter string(int type, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return header(type, bytes.length + 1).raw(bytes).u8(0).pad();
    }

    /** An attribute of an IPv4 or IPv6 address. */
    public MessageWriter address(int type, InetAddress value) {
        return bytes(type, value.getAddress());
    }

    /** An attribute that contains what {@code content} writes. */
    public MessageWriter nest(int type, Runnable content) {
        int at = buffer.position();
        header(type | NESTED, 0);
        content.run();
        return close(at);
    }

    /** The same without the bit that marks a nested attribute, for the few parsers of the kernel that want it plain. */
    public MessageWriter plainNest(int type, Runnable content) {
        int at = buffer.position();
        header(type, 0);
        content.run();
        return close(at);
    }

    /** What {@code content} writes, after its own length in 16 bits (struct rtnexthop). */
    public MessageWriter sized(Runnable content) {
        int at = buffer.position();
        u16(0);
        content.run();
        return close(at);
    }

    private MessageWriter close(int at) {
        int length = buffer.position() - at;
        if (length > 0xffff) {
            throw new BufferOverflowException();
        }
        buffer.putShort(at, (short) length);
        return pad();
    }

    private MessageWriter header(int type, int length) {
        return u16(4 + length).u16(type);
    }

    private MessageWriter pad() {
        while ((buffer.position() & 3) != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }
}
