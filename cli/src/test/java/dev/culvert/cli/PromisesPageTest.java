package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Promises;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** In the last module, when the tests of all others are compiled. */
class PromisesPageTest {
    @Test
    void thePageIsWhatTheTestsSay() throws IOException {
        assertThat(Files.readString(Promises.page(Checkout.ROOT)))
                .as("docs/promises.md is out of date: run dev/promises and commit it")
                .isEqualTo(Promises.text(Checkout.ROOT));
    }
}
