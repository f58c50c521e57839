package dev.culvert.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.demo.Finding.Judgement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code culvert lab demo} shows, whole, in each routing. Bounds in seconds are its own affair: here they would measure the machine. */
@Timeout(420)
class DemoIT {
    @ParameterizedTest
    @EnumSource(Routing.class)
    void everyPromiseButThoseInSecondsIsHeld(Routing routing) {
        try (Lab lab = Lab.up(LabSpec.defaults().withRouting(routing))) {
            lab.awaitReady(Duration.ofSeconds(90));
            DemoReport report = Demo.run(lab, line -> {});
            Stream<Finding> promised =
                    report.findings().stream().filter(finding -> finding.judgement() != Judgement.SHOWN);
            List<Finding> judged = promised.filter(
                            finding -> !finding.promised().endsWith(" s"))
                    .toList();
            assertThat(judged).hasSizeGreaterThan(5).allMatch(finding -> finding.judgement() == Judgement.HELD);
        }
    }
}
