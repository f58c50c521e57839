package dev.culvert.operator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final String ENTRY = """
            {"verb":"patch","user":{"username":"admin"},"objectRef":{"resource":"pods","namespace":"vpn","name":"%s"},"responseStatus":{"code":200}}
            """;

    @Test
    void aLineThatIsBeingWrittenIsNotThereYet(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("audit.log");
        String second = ENTRY.formatted("two");
        Files.writeString(file, ENTRY.formatted("one") + second.substring(0, 40));
        var log = new AuditLog(file);
        assertThat(log.size()).isEqualTo(1);
        assertThat(log.since(0, _ -> true)).extracting(AuditLog.Request::name).containsExactly("one");

        Files.writeString(file, second.substring(40), StandardOpenOption.APPEND);
        assertThat(log.since(1, AuditLog.Request::writes))
                .extracting(AuditLog.Request::name)
                .containsExactly("two");
    }
}
