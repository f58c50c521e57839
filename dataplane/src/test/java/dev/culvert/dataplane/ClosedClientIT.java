package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.Route;
import dev.culvert.proofs.Proves;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway between two clients and a remote, by packets: who is no client any more reaches nobody, and the other goes on. */
class ClosedClientIT {
    private static final String CLOSED = "192.168.24.11";
    private static final String CLIENT = "192.168.24.20";
    private static final String REMOTE = "203.0.113.99";
    private static final int PORT = 8080;
    private static final int PATIENCE = 5_000;

    private NetworkNamespace gateway;
    private NetworkNamespace clients;
    private NetworkNamespace remote;
    private ServerSocket server;

    @BeforeEach
    void connect() throws Exception {
        gateway = NetworkNamespace.create("gateway");
        clients = NetworkNamespace.create("clients");
        remote = NetworkNamespace.create("remote");
        gateway.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().createLink(Veth.of("net1", "net1", clients));
                kernel.route().createLink(Veth.of("wg1", "wg1", remote));
            }
        });
        Links.up(gateway, "net1", "192.168.27.1/22");
        Links.up(gateway, "wg1", "10.64.0.2/24");
        Links.up(clients, "net1", CLOSED + "/22", CLIENT + "/22");
        Links.up(remote, "wg1", "10.64.0.1/24", REMOTE + "/32");
        Links.awaitRunning("net1", gateway, clients);
        Links.awaitRunning("wg1", gateway, remote);
        clients.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route()
                        .addRoute(Route.toDefault(Family.IPV4)
                                .via(InetAddress.getByName("192.168.27.1"))
                                .dev("net1"));
            }
        });
        server = remote.call(() -> new ServerSocket(PORT, 10, InetAddress.getByName(REMOTE)));
        bring(Examples.gateway());
    }

    @AfterEach
    void delete() throws Exception {
        server.close();
        for (NetworkNamespace namespace : List.of(gateway, clients, remote)) {
            namespace.close();
        }
        List.of("gateway", "clients", "remote").forEach(NetworkNamespace::delete);
    }

    @Test
    @Proves("L18")
    void itsFlowsEndAndNoneBeginsUntilItIsAClientAgain() throws Exception {
        try (Socket open = clients.call(from(CLIENT));
                Socket closed = clients.call(from(CLOSED))) {
            assertThat(answer(open)).isEqualTo('a');
            assertThat(answer(closed)).isEqualTo('a');

            bring(Examples.closing(Examples.gateway()));
            assertThatThrownBy(() -> answer(closed)).as("reset").isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> clients.call(from(CLOSED)))
                    .as("refused at once")
                    .isInstanceOf(ConnectException.class);
            assertThat(answer(open)).as("nobody else's affair").isEqualTo('a');
        }
        bring(Examples.gateway());
        try (Socket again = clients.call(from(CLOSED))) {
            assertThat(answer(again)).isEqualTo('a');
        }
    }

    private void bring(GatewaySpec spec) throws Exception {
        gateway.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(GatewayPlan.open(spec));
            }
        });
    }

    /** A connection, with a thread at the remote's end that answers each byte. */
    private Callable<Socket> from(String address) {
        return () -> {
            var socket = new Socket();
            socket.setSoTimeout(PATIENCE);
            socket.bind(new InetSocketAddress(address, 0));
            try {
                socket.connect(new InetSocketAddress(REMOTE, PORT), PATIENCE);
            } catch (java.io.IOException e) {
                socket.close();
                throw e;
            }
            Socket there = server.accept();
            Thread.ofVirtual().start(() -> {
                try (there) {
                    there.getInputStream().transferTo(there.getOutputStream());
                } catch (java.io.IOException ended) {
                    // As it may.
                }
            });
            return socket;
        };
    }

    private static int answer(Socket socket) throws java.io.IOException {
        socket.getOutputStream().write('a');
        return socket.getInputStream().read();
    }
}
