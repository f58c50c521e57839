package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoversTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}                         | {\"a\":1}                     | true",
                "{\"a\":1,\"b\":2}                 | {\"a\":1}                     | true",
                "{\"a\":2}                         | {\"a\":1}                     | false",
                "{}                                | {\"a\":1}                     | false",
                "{}                                | {\"a\":[]}                    | true",
                "{}                                | {\"a\":{}}                    | true",
                "{\"a\":[1,2]}                     | {\"a\":[1]}                   | false",
                "{\"a\":[{\"name\":\"x\",\"d\":1},{\"name\":\"y\"}]} | {\"a\":[{\"name\":\"y\"}]} | true",
                "{\"a\":[{\"name\":\"x\"}]}        | {\"a\":[{\"name\":\"y\"}]}    | false",
                "{\"podSelector\":{\"a\":1,\"b\":2}} | {\"podSelector\":{\"a\":1}} | false",
                "{\"podSelector\":{\"a\":1}}     | {\"podSelector\":{\"a\":1}} | true",
                "{\"a\":[{\"b\":1,\"c\":2}]}       | {\"a\":[{\"b\":1}]}           | true",
            })
    void asksOnlyForWhatIsWanted(String there, String wanted, boolean covers) throws Exception {
        assertThat(Covers.covers(JSON.readTree(there), JSON.readTree(wanted))).isEqualTo(covers);
    }
}
