package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.capture.CaptureReport;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The capture on the uplink, asked in a way that proves that it sees. */
final class Uplink {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Lab lab;

    Uplink(Lab lab) {
        this.lab = lab;
    }

    /** How many packets have leaked, all that was sent before this call included. */
    long leaked() {
        return report().leaked();
    }

    /** What has passed until now. A bystander's packet, sent last, shows that the capture sees and has seen all before it. */
    CaptureReport report() {
        long before = lab.capture().bystanders();
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            Attempt.UDP.make(lab, "pod-1");
            return lab.capture().bystanders() > before;
        });
        CaptureReport report = lab.capture();
        assertThat(report.droppedByKernel()).isZero();
        return report;
    }

    /** Nothing has leaked since the laboratory is. */
    void assertNothingLeaked() {
        CaptureReport report = report();
        assertThat(report.leaked()).as("leaked: %s", report.samples()).isZero();
    }

    /** {@code deed} makes no packet leak. */
    void assertNothingLeaksBy(Runnable deed) {
        long before = leaked();
        deed.run();
        CaptureReport after = report();
        assertThat(after.leaked() - before).as("leaked: %s", after.samples()).isZero();
    }

    /** {@code deed} does make a packet leak: with that, what else found none has proved something. */
    void assertLeaksBy(Runnable deed) {
        long before = leaked();
        deed.run();
        Awaitility.await().atMost(PATIENCE).until(() -> lab.capture().leaked() > before);
    }
}
