package dev.culvert.agent.wire;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.agent.health.ResolverReport;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * "Are you there?" and its answer, over UDP on the client network: 4 bytes of magic, 8 of the asker's time, which the
 * answer returns, and in an answer a letter for the tunnel engine's state, small while the resolver beside it does not answer. An
 * agent from before that writes capitals, and takes a small letter for no answer, as from an agent that is dead.
 */
public final class Heartbeat {
    /** UDP port on gateways. */
    public static final int PORT = 4714;

    private static final int ASK = 0x43765431;
    private static final int ANSWER = 0x43765432;
    private static final int ASK_LENGTH = 12;
    private static final int ANSWER_LENGTH = 13;

    private Heartbeat() {}

    /** What an answer says. */
    public record Answer(EngineReport engine, ResolverReport resolver) {}

    /** A question asked at {@code now}, on the asker's own clock. */
    public static byte[] ask(long now) {
        return ByteBuffer.allocate(ASK_LENGTH).putInt(ASK).putLong(now).array();
    }

    /** The answer to a question; empty if it is none. */
    public static Optional<byte[]> answer(byte[] question, int length, Answer answer) {
        if (length != ASK_LENGTH || ByteBuffer.wrap(question).getInt() != ASK) {
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.allocate(ANSWER_LENGTH)
                .putInt(ANSWER)
                .put(question, 4, 8)
                .put(letter(answer))
                .array());
    }

    /** What an answer says; empty if it is no answer. */
    public static Optional<Answer> read(byte[] answer, int length) {
        if (length != ANSWER_LENGTH || ByteBuffer.wrap(answer).getInt() != ANSWER) {
            return Optional.empty();
        }
        return switch (answer[12]) {
            case 'U' -> Optional.of(new Answer(EngineReport.UP, ResolverReport.ANSWERS));
            case 'D' -> Optional.of(new Answer(EngineReport.DOWN, ResolverReport.ANSWERS));
            case '?' -> Optional.of(new Answer(EngineReport.UNKNOWN, ResolverReport.ANSWERS));
            case 'u' -> Optional.of(new Answer(EngineReport.UP, ResolverReport.SILENT));
            case 'd' -> Optional.of(new Answer(EngineReport.DOWN, ResolverReport.SILENT));
            case '!' -> Optional.of(new Answer(EngineReport.UNKNOWN, ResolverReport.SILENT));
            default -> Optional.empty();
        };
    }

    /** Where nobody resolves names, nobody is silent. */
    private static byte letter(Answer answer) {
        boolean silent = answer.resolver() == ResolverReport.SILENT;
        return (byte)
                switch (answer.engine()) {
                    case UP -> silent ? 'u' : 'U';
                    case DOWN -> silent ? 'd' : 'D';
                    case UNKNOWN -> silent ? '!' : '?';
                };
    }
}
