package dev.culvert.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the benchmark counts does not depend on the machine. */
class MovedIT {
    @Test
    @Timeout(90)
    @Proves({"E10", "F1", "F2"})
    void ofTenThousandFlowsExactlyTheLostGatewaysMove() throws Exception {
        assertThat(Moved.measure(new BenchOptions(0, true), gateways -> {}))
                .isNotEmpty()
                .allMatch(Row::met);
    }
}
