package dev.culvert.operator.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The alerts of {@code deploy/alerts.yaml}, by Prometheus' own promtool. */
class AlertsIT {
    @Test
    @Proves("U8")
    void eachIsRaisedWhenItShouldAndNotOtherwise() throws IOException, InterruptedException {
        Path cases = Path.of("src/test/resources/alerts/alerts-test.yaml");
        Process promtool = new ProcessBuilder("promtool", "test", "rules", cases.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }
}
