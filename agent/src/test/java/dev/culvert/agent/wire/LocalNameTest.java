package dev.culvert.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class LocalNameTest {
    private static final int NUMBER = 0xbeef;

    @Test
    void theQuestionIsOneThatOthersRead() throws IOException {
        Message question = new Message(LocalName.question(NUMBER));
        assertThat(question.getHeader().getID()).isEqualTo(NUMBER);
        assertThat(question.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(question.getQuestion()).hasToString("localhost.\t\t0\tIN\tA");
    }

    @Test
    void onlyAnAnswerWithAnAddressAnswersIt() throws IOException {
        Message answer = new Message(LocalName.question(NUMBER));
        assertThat(LocalName.answered(answer.toWire(), answer.toWire().length))
                .as("the question")
                .isEmpty();
        answer.getHeader().setFlag(Flags.QR);
        assertThat(LocalName.answered(answer.toWire(), answer.toWire().length))
                .as("no address")
                .isEmpty();
        answer.addRecord(
                new ARecord(Name.fromString("localhost."), DClass.IN, 10_800, InetAddress.getLoopbackAddress()),
                Section.ANSWER);
        assertThat(LocalName.answered(answer.toWire(), answer.toWire().length)).hasValue(NUMBER);
        assertThat(LocalName.answered(answer.toWire(), 11)).as("cut off").isEmpty();
        answer.getHeader().setRcode(Rcode.SERVFAIL);
        assertThat(LocalName.answered(answer.toWire(), answer.toWire().length))
                .as("refused")
                .isEmpty();
    }
}
