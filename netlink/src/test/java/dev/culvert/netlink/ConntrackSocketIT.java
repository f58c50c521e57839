package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.netlink.ConntrackSocket.Entry;
import dev.culvert.netlink.ConntrackSocket.Tuple;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConntrackSocketIT {
    private static final int ASKED = 7000;
    private static final int ANSWERING = 7001;

    @ParameterizedTest
    @CsvSource({"IPV4, 127.0.0.1, ip", "IPV6, ::1, ip6"})
    void aFlowIsListedAsItCameAndWhereItWasLedAndForgotten(Family family, String address, String table)
            throws Exception {
        inNamespace(() -> {
            try (Nftables nft = new Nftables();
                    ConntrackSocket tracked = new ConntrackSocket()) {
                nft.run(
                        "table %1$s t { chain o { type nat hook output priority -100; udp dport %2$d redirect to :%3$d; }; }"
                                .formatted(table, ASKED, ANSWERING));
                InetAddress here = InetAddress.ofLiteral(address);
                int port = send(here);

                Tuple original = new Tuple(17, here, port, here, ASKED);
                assertThat(flows(tracked, family))
                        .containsExactly(new Entry(original, new Tuple(17, here, ANSWERING, here, port), true));
                assertThat(tracked.delete(original)).isTrue();
                assertThat(flows(tracked, family)).isEmpty();
                assertThat(tracked.delete(original)).as("twice").isFalse();
            }
        });
    }

    @Test
    void whereNothingIsTrackedThereAreNone() throws Exception {
        inNamespace(() -> {
            try (ConntrackSocket tracked = new ConntrackSocket()) {
                assertThat(flows(tracked, Family.IPV4)).isEmpty();
            }
        });
    }

    private static int send(InetAddress to) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(to, 0))) {
            socket.send(new DatagramPacket(new byte[1], 1, to, ASKED));
            return socket.getLocalPort();
        }
    }

    private static List<Entry> flows(ConntrackSocket tracked, Family family) {
        List<Entry> flows = new ArrayList<>();
        tracked.forEach(family, flows::add);
        return flows;
    }

    private static void inNamespace(ThrowingRunnable test) throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create("tracked")) {
            namespace.run(() -> {
                try (RouteSocket routes = new RouteSocket()) {
                    routes.setUp("lo");
                }
                test.run();
            });
        } finally {
            NetworkNamespace.delete("tracked");
        }
    }
}
