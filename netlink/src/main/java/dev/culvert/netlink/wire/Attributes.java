package dev.culvert.netlink.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over netlink attributes (struct nlattr). {@link #next()} steps to the next; the getters read the one it stands on and throw
 * {@link DecodeException} if it is too short for what is asked.
 */
public final class Attributes {
    private static final int HEADER = 4;
    /** The two highest bits say "nested" and "network byte order"; the rest is the type. */
    private static final int TYPE_MASK = 0x3fff;

    private final ByteBuffer buffer;
    private int following;
    private int end;
    private int type;
    private int from;
    private int to;

    /** Attributes in the bytes from {@code from} to {@code to}; the buffer must be in native byte order. */
    public Attributes(ByteBuffer buffer, int from, int to) {
        this.buffer = buffer;
        reset(from, to);
    }

    /** Starts again over other bytes of the same buffer, so that a long dump allocates nothing. */
    public void reset(int start, int stop) {
        if (start < 0 || start > stop || stop > buffer.limit()) {
            throw new DecodeException("attributes from " + start + " to " + stop + " of " + buffer.limit() + " bytes");
        }
        following = start;
        end = stop;
    }

    /** Steps to the next attribute; false at the end. */
    public boolean next() {
        if (end - following < HEADER) {
            return false;
        }
        int length = Short.toUnsignedInt(buffer.getShort(following));
        if (length < HEADER || length > end - following) {
            throw new DecodeException("attribute of " + length + " bytes where " + (end - following) + " are left");
        }
        type = buffer.getShort(following + 2) & TYPE_MASK;
        from = following + HEADER;
        to = following + length;
        following = Math.min(end, following + ((length + 3) & ~3));
        return true;
    }

    /** The attribute's type. */
    public int type() {
        return type;
    }

    /** Where the value begins in the buffer. */
    public int from() {
        return from;
    }

    /** The value's length in bytes. */
    public int length() {
        return to - from;
    }

    private int need(int bytes) {
        if (to - from < bytes) {
            throw new DecodeException("attribute " + type + " has " + (to - from) + " bytes, not " + bytes);
        }
        return from;
    }

    /** An unsigned byte. */
    public int u8() {
        return Byte.toUnsignedInt(buffer.get(need(1)));
    }

    /** An unsigned 16-bit value in host order. */
    public int u16() {
        return u16(0);
    }

    /** An unsigned 16-bit value in host order, at an offset in the value. */
    public int u16(int offset) {
        return Short.toUnsignedInt(buffer.getShort(need(offset + 2) + offset));
    }

    /** An unsigned 16-bit value in network order. */
    public int u16be() {
        return Short.toUnsignedInt(
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                        ? buffer.getShort(need(2))
                        : Short.reverseBytes(buffer.getShort(need(2))));
    }

    /** A 32-bit value in host order. */
    public int i32() {
        return buffer.getInt(need(4));
    }

    /** A 32-bit value in host order, at an offset in the value. */
    public int i32(int offset) {
        return buffer.getInt(need(offset + 4) + offset);
    }

    /** A 32-bit value in network order. */
    public int i32be() {
        int value = i32();
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** A 64-bit value in network order. */
    public long i64be() {
        long value = buffer.getLong(need(8));
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    /** All bytes of the value. */
    public byte[] bytes() {
        byte[] bytes = new byte[to - from];
        buffer.get(from, bytes);
        return bytes;
    }

    /** Copies as many bytes of the value as the array holds. */
    public void copy(byte[] target) {
        buffer.get(need(target.length), target);
    }

    /** Text up to its terminating zero. */
    public String string() {
        byte[] bytes = bytes();
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** An IPv4 or IPv6 address, told apart by its length. */
    public InetAddress address() {
        return address(bytes());
    }

    /** The address of 4 or 16 bytes. Of 16 bytes always IPv6, also ::ffff:0:0/96, which {@link InetAddress#getByAddress} makes IPv4. */
    public static InetAddress address(byte[] bytes) {
        try {
            return bytes.length == 16 ? Inet6Address.getByAddress("", bytes, -1) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new DecodeException("an address of " + bytes.length + " bytes, not 4 or 16");
        }
    }

    /** The attributes inside this one. */
    public Attributes nested() {
        return new Attributes(buffer, from, to);
    }

    /** The attributes inside this one, after a fixed header. */
    public Attributes nested(int header) {
        return new Attributes(buffer, need(header) + header, to);
    }
}
