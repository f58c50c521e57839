package dev.culvert.agent.cni;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.Seal;
import dev.culvert.agent.cni.Plugin.Answer;
import dev.culvert.agent.wire.Echo;
import dev.culvert.dataplane.Kernel;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as a container runtime calls it. */
class LockSpoolIT {
    private static final String CONFIGURATION = """
            {"cniVersion":"0.4.0","name":"vpn","type":"culvert-lock","uplink":"eth0","local":["10.0.0.0/8"],
             "prevResult":{"cniVersion":"0.4.0","interfaces":[{"name":"net1","sandbox":"x"}],"routes":[]}}""";

    @TempDir
    private Path folder;

    private NetworkNamespace pod;
    private LockSpool spool;

    @BeforeEach
    void makePod() throws Exception {
        pod = NetworkNamespace.create("locked");
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().createLink(Veth.of("eth0", "eth0-peer"));
                kernel.route().createLink(Veth.of("net1", "net1-peer"));
            }
        });
        spool = open();
    }

    private LockSpool open() throws IOException {
        Path place = folder.resolve("spool");
        return LockSpool.open(folder, place, Locks.open(place, Map.of()));
    }

    @AfterEach
    void deletePod() {
        spool.close();
        pod.close();
        NetworkNamespace.delete("locked");
    }

    @Test
    @Proves({"L1", "L2"})
    void aNamespaceIsLockedBeforeItsFirstProgram() throws Exception {
        Answer added = call("ADD", CONFIGURATION);
        assertThat(added.output())
                .isEqualToIgnoringNewLines(
                        "{\"cniVersion\":\"0.4.0\",\"interfaces\":[{\"name\":\"net1\",\"sandbox\":\"x\"}],\"routes\":[]}");
        assertThat(added.code()).isZero();
        assertThat(tables()).contains("inet culvert_lock", "netdev culvert_lock");
        assertThat(call("CHECK", CONFIGURATION)).isEqualTo(new Answer(0, ""));
        assertThat(files()).isEmpty();
    }

    /** A packet is sent through it, from a link to another, as a client's by a gateway that has not started yet. */
    @Test
    @Proves({"L1", "L6"})
    void aPodThatWillForwardForwardsNothingBeforeItsAgentHasStarted() throws Exception {
        String sealing = "{\"cniVersion\":\"0.4.0\",\"name\":\"vpn\",\"type\":\"culvert-lock\",\"seal\":true}";
        type("""
                sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0
                for link in eth0 eth0-peer net1 net1-peer; do ip link set $link up; done
                ip address add 192.0.2.1/24 dev eth0
                ip address add 198.51.100.1/24 dev net1
                ip neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev eth0
                nft 'table netdev seen { chain out { type filter hook egress device eth0 priority 0; ip saddr 198.51.100.2 counter; }; }'
                """);
        forward();
        assertThat(left()).as("what leaves an open pod").isPositive();
        long before = left();
        assertThat(call("ADD", sealing)).isEqualTo(new Answer(0, "{\"cniVersion\":\"0.4.0\"}\n"));
        forward();
        assertThat(left()).isEqualTo(before);
        assertThat(call("CHECK", sealing)).isEqualTo(new Answer(0, ""));
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                Seal.open(kernel);
            }
        });
        assertThat(call("CHECK", sealing).output()).contains("seal: is gone");
    }

    @Test
    void aLockThatSomebodyOpenedIsTold() throws Exception {
        call("ADD", CONFIGURATION);
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.nftables().run("flush chain inet culvert_lock output");
            }
        });
        Answer checked = call("CHECK", CONFIGURATION);
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.output()).contains("\"code\":100", "lock: is not as it was put", "delete the pod");
    }

    @Test
    void whatCannotBeUsedIsRefusedAndThePodDoesNotStart() throws Exception {
        assertThat(call("ADD", "{\"cniVersion\":\"1.0.0\",\"prevResult\":{}}").output())
                .contains("\"code\":100", "local: is missing");
        assertThat(call("ADD", CONFIGURATION.replace("prevResult", "previous")).output())
                .contains("has no prevResult");
        assertThat(folder.resolve("spool/locks")).as("nothing to remember").isEmptyDirectory();
        assertThat(call("ADD", CONFIGURATION.replace("10.0.0.0/8", "10.0.0.x/8"))
                        .code())
                .isEqualTo(1);
        assertThat(tables()).doesNotContain("culvert");
    }

    @Test
    @Proves("L1")
    void withoutTheAgentThePodDoesNotStart() throws Exception {
        spool.close();
        Answer answer = call("ADD", CONFIGURATION);
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.output()).contains("\"code\":11", "agent does not answer: see the DaemonSet culvert-node");
        assertThat(call("DEL", CONFIGURATION)).isEqualTo(new Answer(0, ""));
        assertThat(call("VERSION", "").output()).contains("\"1.0.0\"");
        spool = open();
    }

    private Answer call(String command, String configuration) throws IOException, InterruptedException {
        return new Plugin(folder).call(command, "locked", configuration);
    }

    private String type(String lines) throws Exception {
        return pod.call(() -> {
            Process shell = new ProcessBuilder("sh", "-ec", lines)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(said).isZero();
            return said;
        });
    }

    /** A client's packet comes by the second link, to somebody beyond the first. */
    private void forward() throws Exception {
        pod.run(() -> {
            try (var kernel = new Kernel();
                    var client = LinkSocket.open("net1-peer", 0)) {
                client.send(Echo.frame(
                        kernel.route().link("net1").orElseThrow().mac().orElseThrow(),
                        IpAddress.parse("198.51.100.2"),
                        IpAddress.parse("192.0.2.2"),
                        1,
                        1));
            }
        });
    }

    private long left() throws Exception {
        return Long.parseLong(
                type("nft list chain netdev seen out").replaceFirst("(?s).*packets (\\d+) bytes.*", "$1"));
    }

    private String tables() throws Exception {
        return pod.call(() -> {
            try (var kernel = new Kernel()) {
                return kernel.nftables().list("tables");
            }
        });
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder.resolve("spool"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
