package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider's server that is named, and whose name leads elsewhere one day. */
@Timeout(240)
class MovedServerIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    /** Half a minute until the tunnel is given up, and as long until the JDK forgets a name's address. */
    private static final Duration MOVED = Duration.ofMinutes(2);

    private static final String GATEWAY = "gateway-1";
    private static final String OLD = "203.0.113.1";
    private static final String NEW = "203.0.113.99";

    @Test
    void itIsFoundWhereItsNameLeadsNow() throws IOException {
        try (Lab lab = Lab.up(
                LabSpec.defaults().withRouting(Routing.OVERLAY).withExits(1).withClients(1))) {
            Path hosts = HostEntry.files(GATEWAY).resolve("hosts");
            String others = Files.readString(hosts);
            Files.writeString(hosts, others + OLD + " sweden.vpn.example\n");
            Path conf = HostEntry.files(GATEWAY).resolve("wg.conf");
            HostFile.write(conf, Files.readString(conf).replace("Endpoint = " + OLD, "Endpoint = sweden.vpn.example"));
            Path log = HostEntry.files(GATEWAY).resolve("gateway.log");
            Awaitility.await().atMost(SOON).until(() -> Files.readString(log).contains("the settings have changed"));
            lab.awaitReady(SOON);
            Awaitility.await().atMost(SOON).until(() -> reaches(lab));

            Hands.type(
                    lab,
                    "exit-1",
                    "ip address add " + NEW + "/24 dev eth0",
                    "nft 'table inet moved { chain input { type filter hook input priority -300; ip daddr " + OLD
                            + " udp dport 51820 drop; }; }'");
            // In place: it is mounted into the host.
            Files.writeString(hosts, others + NEW + " sweden.vpn.example\n");
            Awaitility.await().atMost(SOON).until(() -> !reaches(lab));
            Awaitility.await().atMost(MOVED).until(() -> reaches(lab));
            assertThat(Hands.type(lab, GATEWAY, "wg show wg1 endpoints")).contains(NEW + ":51820");
            assertThat(Files.readString(log)).contains("sweden.vpn.example=" + NEW);
        }
    }

    private static boolean reaches(Lab lab) {
        return lab.exec("client-1", "curl", "-s4", "-m3", "http://198.51.100.11/ip")
                .out()
                .contains(OLD);
    }
}
