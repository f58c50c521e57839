package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkNamespaceIT {
    private NetworkNamespace namespace;

    @BeforeEach
    void create() {
        namespace = NetworkNamespace.create("ns1");
    }

    @AfterEach
    void delete() {
        namespace.close();
        NetworkNamespace.delete("ns1");
    }

    @Test
    void isWhatIpNetnsKnowsAndHasLoUp() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.current()) {
            assertThat(Programs.output(here, "ip netns list")).contains("ns1");
            assertThat(Programs.output(here, "ip -n ns1 -br link show lo"))
                    .contains("UNKNOWN")
                    .contains("UP");
            assertThat(namespace.inode()).isNotEqualTo(here.inode());
        }
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> NetworkNamespace.create("ns1"))
                .withMessage("ip netns add ns1: EEXIST");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> NetworkNamespace.open("nothing"))
                .matches(refused -> refused.is(Errno.ENOENT));
    }

    @Test
    void everyWayToOpenItLeadsToTheSame() throws Exception {
        try (NetworkNamespace byName = NetworkNamespace.open("ns1");
                NetworkNamespace byPath = NetworkNamespace.open(Path.of("/run/netns/ns1"));
                NetworkNamespace inside = namespace.call(NetworkNamespace::current)) {
            assertThat(byName.inode()).isEqualTo(namespace.inode());
            assertThat(byPath.inode()).isEqualTo(namespace.inode());
            assertThat(inside.inode()).isEqualTo(namespace.inode());
        }
    }

    @Test
    void processesStartInside() throws Exception {
        Process sleep = namespace.start(new ProcessBuilder("sleep", "600"));
        try (NetworkNamespace of = NetworkNamespace.ofProcess(sleep.pid())) {
            assertThat(of.inode()).isEqualTo(namespace.inode());
        } finally {
            sleep.destroyForcibly();
        }
        assertThat(sleep.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> namespace.start(new ProcessBuilder("/no/such/program")))
                .withMessageContaining("/no/such/program");
    }

    @Test
    void threadsRunInsideAndTheCallerStaysOutside() throws Exception {
        long[] seen = new long[1];
        Thread thread = namespace.thread("inside", () -> {
            try (NetworkNamespace current = NetworkNamespace.current()) {
                seen[0] = current.inode();
            }
        });
        thread.start();
        thread.join();
        assertThat(seen[0]).isEqualTo(namespace.inode());
        try (NetworkNamespace here = NetworkNamespace.current()) {
            assertThat(here.inode()).isNotEqualTo(namespace.inode());
        }
        assertThatThrownBy(() -> namespace.run(() -> {
                    throw new IOException("as it was");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("as it was");
    }
}
