package dev.culvert.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The kernel's arithmetic, which nobody here runs. */
class IpvsSourceHashTest {
    /** hash_32(0xC6120001, 8): 0xC6120001 × 0x61C88647 modulo 2^32, and of that the first eight bits. */
    @Test
    void theBucketIsTheFirstBitsOfTheProduct() {
        long product = 0xC6120001L * 0x61C88647L & 0xFFFFFFFFL;
        assertThat(IpvsSourceHash.bucket(0xC6120001)).isEqualTo((int) (product >> 24));
        assertThat(IpvsSourceHash.bucket(0)).isZero();
        assertThat(IpvsSourceHash.bucket(1)).isEqualTo(0x61);
    }

    @Test
    void bucketsAreDealtInTurns() {
        var hash = new IpvsSourceHash<>(List.of("a", "b", "c"));
        assertThat(hash.server(0)).isEqualTo("a");
        assertThat(hash.server(1)).as("bucket 97").isEqualTo("b");
    }

    /** What the benchmark is about: dealt anew, most buckets have another server. */
    @Test
    void aServerThatLeavesMovesMostOfTheOthersBuckets() {
        var eight = new IpvsSourceHash<>(IntStream.range(0, 8).boxed().toList());
        var seven = new IpvsSourceHash<>(
                IntStream.range(0, 8).filter(server -> server != 3).boxed().toList());
        assertThat(IntStream.range(0, 100_000)
                        .filter(address -> eight.server(address) != 3)
                        .filter(address -> !eight.server(address).equals(seven.server(address)))
                        .count())
                .isGreaterThan(70_000);
    }
}
