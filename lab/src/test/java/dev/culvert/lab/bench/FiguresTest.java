package dev.culvert.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The figures' arithmetic and the tables they end in. */
class FiguresTest {
    private static final long MS = 1_000_000;

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Sample.of(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(Sample.of(3, 1, 2).median()).isEqualTo(2);
    }

    @Test
    void aPercentileIsAValueThatWasMeasured() {
        Sample hundred = Sample.of(IntStream.rangeClosed(1, 100).boxed().toList());
        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(Sample.of(5, 7, 6).percentile(99)).isEqualTo(7);
    }

    @Test
    void aFailureLastsFromItsFirstLostFlowToItsLast() {
        List<Long> lost = List.of(10 * MS, 2_000 * MS, 2_100 * MS, 2_250 * MS, 9_000 * MS);
        assertThat(LossPeriod.of(lost, 1_000 * MS)).contains(Duration.ofMillis(250));
        assertThat(LossPeriod.of(lost, 10_000 * MS)).isEmpty();
    }

    @Test
    void aTargetIsJudgedByTheFigureOrByItsRatio() {
        assertThat(Row.of("b", "w", "s", 0.31).atMost(0.3).met()).isFalse();
        assertThat(Row.of("b", "w", "", 0).exactly(0).met()).isTrue();
        Row slower = Row.of("b", "w", "Gbit/s", 9).against("kernel", 10).ratioAtLeast(0.95);
        assertThat(slower.met()).isFalse();
        assertThat(slower.ratioText()).isEqualTo("0.90");
    }

    @Test
    void theReportIsATableForEachBenchmark() {
        Row row = Row.of("moved", "flows that change", "", 2500)
                .against("kernel multipath", 3400)
                .exactly(2500)
                .noting("of 10,000");
        Row other = Row.of("agent", "resident memory", "MB", 38.26).atMost(40);
        assertThat(new BenchReport("a machine", "2026-01-01", false, List.of(row, other), List.of("pins")).markdown())
                .isEqualTo("""
                        Measured on 2026-01-01: a machine.

                        ### moved

                        | what | Culvert | peer | ratio | to reach | reached | notes |
                        | --- | ---: | ---: | ---: | --- | --- | --- |
                        | flows that change | 2,500 | 3,400, kernel multipath | 0.74 | 2,500 | yes | of 10,000 |

                        ### agent

                        | what | Culvert | peer | ratio | to reach | reached | notes |
                        | --- | ---: | ---: | ---: | --- | --- | --- |
                        | resident memory | 38.3 MB |  |  | ≤ 40 MB | yes |  |

                        ### pins

                        Could not be measured.
                        """);
    }
}
