package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.flow.Download;
import dev.culvert.lab.flow.Fate;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Large transfers side by side, so many that each of two tunnels has some: all on one has a chance of one in five hundred million. */
final class Downloads implements AutoCloseable {
    private static final int MANY = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Download> all = new ArrayList<>();
    private final long bytes;

    private Downloads(long bytes) {
        this.bytes = bytes;
    }

    /** Starts them, each of so many bytes. */
    static Downloads start(NetworkNamespace client, long bytes) {
        var downloads = new Downloads(bytes);
        for (int i = 0; i < MANY; i++) {
            downloads.all.add(Download.start(client, Remote.V4, bytes, 0));
        }
        return downloads;
    }

    /** Waits for their ends: every byte of each has come. */
    void assertWhole() {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all)
                        .extracting(download -> download.report().fate())
                        .containsOnly(Fate.CLOSED));
        assertThat(all).allMatch(download -> download.report().bytes() >= bytes);
    }

    @Override
    public void close() throws IOException {
        for (Download download : all) {
            download.close();
        }
    }
}
