package dev.culvert.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartMemoryTest {
    /** What was written to and swapped out is no less lost by being dropped. */
    @Test
    void onlyWhatWasNeverWrittenToIsDropped() {
        List<String> smaps = List.of(
                "1000-3000 r--p 00000000 08:01 42                   /usr/lib/libjvm.so",
                "Anonymous:             0 kB",
                "Swap:                  0 kB",
                "3000-4000 r--p 00002000 08:01 42                   /usr/lib/libjvm.so",
                "Anonymous:            12 kB",
                "Swap:                  0 kB",
                "4000-5000 r--p 00003000 08:01 42                   /usr/lib/libjvm.so",
                "Anonymous:             0 kB",
                "Swap:                 12 kB",
                "5000-6000 rw-p 00004000 08:01 42                   /usr/lib/libjvm.so",
                "Anonymous:             0 kB",
                "Swap:                  0 kB",
                "7000-8000 r--p 00000000 00:00 0 ",
                "Anonymous:             0 kB",
                "Swap:                  0 kB",
                "8000-9000 r-xp 00000000 08:01 43                   /usr/lib/libc.so",
                "Anonymous:             0 kB",
                "Swap:                  0 kB");
        assertThat(StartMemory.neverWritten(smaps))
                .containsExactly(new StartMemory.Range(0x1000, 0x3000), new StartMemory.Range(0x8000, 0x9000));
    }
}
