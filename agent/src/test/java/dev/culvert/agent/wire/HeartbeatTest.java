package dev.culvert.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.agent.health.ResolverReport;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HeartbeatTest {
    private static final byte[] QUESTION = Heartbeat.ask(0x0102030405060708L);

    @ParameterizedTest
    @EnumSource(EngineReport.class)
    void anAnswerSaysWhatItWasTold(EngineReport engine) {
        for (ResolverReport resolver : new ResolverReport[] {ResolverReport.ANSWERS, ResolverReport.SILENT}) {
            var told = new Heartbeat.Answer(engine, resolver);
            byte[] answer = Heartbeat.answer(QUESTION, QUESTION.length, told).orElseThrow();
            assertThat(Heartbeat.read(answer, answer.length)).contains(told);
        }
    }

    /** As agents wrote them that knew nothing of resolvers, and read them. */
    @ParameterizedTest
    @CsvSource({"U,UP", "D,DOWN", "?,UNKNOWN"})
    void anAgentFromBeforeIsUnderstoodAndUnderstands(char letter, EngineReport engine) {
        byte[] before = ByteBuffer.allocate(13)
                .putInt(0x43765432)
                .putLong(0x0102030405060708L)
                .put((byte) letter)
                .array();
        assertThat(Heartbeat.read(before, before.length))
                .contains(new Heartbeat.Answer(engine, ResolverReport.ANSWERS));
        assertThat(Heartbeat.answer(QUESTION, QUESTION.length, new Heartbeat.Answer(engine, ResolverReport.UNKNOWN)))
                .contains(before);
    }
}
