package dev.culvert.agent.wire;

import dev.culvert.agent.health.EngineReport;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * "Are you there?" and its answer, over UDP on the client network: 4 bytes of magic, 8 of the asker's time, which the
 * answer returns, and in an answer one for the tunnel engine's state.
 */
public final class Heartbeat {
    /** UDP port on gateways. */
    public static final int PORT = 4714;

    private static final int ASK = 0x43765431;
    private static final int ANSWER = 0x43765432;
    private static final int ASK_LENGTH = 12;
    private static final int ANSWER_LENGTH = 13;

    private Heartbeat() {}

    /** A question asked at {@code now}, on the asker's own clock. */
    public static byte[] ask(long now) {
        return ByteBuffer.allocate(ASK_LENGTH).putInt(ASK).putLong(now).array();
    }

    /** The answer to a question; empty if it is none. */
    public static Optional<byte[]> answer(byte[] question, int length, EngineReport report) {
        if (length != ASK_LENGTH || ByteBuffer.wrap(question).getInt() != ASK) {
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.allocate(ANSWER_LENGTH)
                .putInt(ANSWER)
                .put(question, 4, 8)
                .put(code(report))
                .array());
    }

    /** What an answer says of the engine; empty if it is no answer. */
    public static Optional<EngineReport> read(byte[] answer, int length) {
        if (length != ANSWER_LENGTH || ByteBuffer.wrap(answer).getInt() != ANSWER) {
            return Optional.empty();
        }
        return switch (answer[12]) {
            case 'U' -> Optional.of(EngineReport.UP);
            case 'D' -> Optional.of(EngineReport.DOWN);
            case '?' -> Optional.of(EngineReport.UNKNOWN);
            default -> Optional.empty();
        };
    }

    private static byte code(EngineReport report) {
        return switch (report) {
            case UP -> 'U';
            case DOWN -> 'D';
            case UNKNOWN -> '?';
        };
    }
}
