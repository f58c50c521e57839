package dev.culvert.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.PageSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPageTest {
    @TempDir
    private Path folder;

    @Test
    void whereAnApplicationHasThePortItWaitsAndSaysSo() throws IOException {
        ServerSocket application = new ServerSocket(0);
        int port = application.getLocalPort();
        try (var page = new KeptPage(
                new PageSettings(port, folder.resolve("token").toString(), List.of()), folder.resolve("status.json"))) {
            try (application) {
                page.keep();
                assertThat(page.port()).isZero();
                assertThat(page.trouble()).contains("at port " + port).containsIgnoringCase("in use");
            }
            page.keep();
            assertThat(page.port()).isEqualTo(port);
            assertThat(page.trouble()).isEmpty();
        }
    }
}
