package dev.culvert.agent.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * A question (RFC 1035, 4.1) that a resolver answers by itself, and its answer: the address of {@code localhost} (RFC 6761,
 * 6.3). It costs nobody else a query, and needs neither tunnel nor internet.
 */
public final class LocalName {
    /** UDP port of resolvers. */
    public static final int PORT = 53;

    private static final byte[] NAME = "localhost".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 12;
    private static final short RECURSION_DESIRED = 0x0100;
    private static final short A = 1;
    private static final short IN = 1;

    /** It is a response, and nothing stands against it. */
    private static final int RESPONSE_AND_CODE = 0x800f;

    private static final int RESPONSE = 0x8000;

    private LocalName() {}

    /** The question with that number, 16 bits. */
    public static byte[] question(int number) {
        return ByteBuffer.allocate(HEADER + 1 + NAME.length + 1 + 4)
                .putShort((short) number)
                .putShort(RECURSION_DESIRED)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .put((byte) NAME.length)
                .put(NAME)
                .put((byte) 0)
                .putShort(A)
                .putShort(IN)
                .array();
    }

    /** The number of the question that this answers with an address; empty if it does not. */
    public static OptionalInt answered(byte[] message, int length) {
        if (length < HEADER) {
            return OptionalInt.empty();
        }
        ByteBuffer header = ByteBuffer.wrap(message);
        boolean answer = (header.getShort(2) & RESPONSE_AND_CODE) == RESPONSE && header.getShort(6) != 0;
        return answer ? OptionalInt.of(header.getShort(0) & 0xffff) : OptionalInt.empty();
    }
}
