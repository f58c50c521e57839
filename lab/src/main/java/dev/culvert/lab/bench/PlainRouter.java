package dev.culvert.lab.bench;

import dev.culvert.agent.wire.Heartbeat;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.process.Programs;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The peer: a router that is the kernel's multipath route and no more, its VIP held for ever or by keepalived with its
 * defaults; and the usual loop that keeps dead gateways out of the route.
 */
final class PlainRouter {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMillis(750);

    private PlainRouter() {}

    /** With the VIP as an address like any other. */
    static PodPrograms alone(Lab lab, Host host) {
        return new PodPrograms(
                Map.of(), List.of(shell(setUp(lab) + "\nip address add " + Site.vip(lab) + "/32 dev net1")), List.of());
    }

    /** With the VIP in the hands of keepalived: VRRP version 2 by multicast, an advert a second, as it comes. */
    static PodPrograms keepalived(Lab lab, Host host) {
        Path folder = HostEntry.files(host.name());
        Path file = folder.resolve("keepalived.conf");
        String text = """
                vrrp_instance vip {
                    state BACKUP
                    interface net1
                    virtual_router_id 42
                    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(Site.vip(lab));
        return new PodPrograms(
                Map.of(file, text),
                List.of(shell(setUp(lab))),
                List.of(ProgramSpec.of(
                        "keepalived",
                        "keepalived",
                        "--dont-fork",
                        "--log-console",
                        "--use-file=" + file,
                        "--pid=" + folder.resolve("keepalived.pid"),
                        "--vrrp_pid=" + folder.resolve("vrrp.pid"),
                        "--checkers_pid=" + folder.resolve("checkers.pid"))));
    }

    private static List<String> shell(String script) {
        return List.of("sh", "-ec", script);
    }

    private static String setUp(Lab lab) {
        return """
                for link in all default net1; do
                    sysctl -qw net.ipv4.conf.$link.rp_filter=0 net.ipv4.conf.$link.send_redirects=0
                done
                sysctl -qw net.ipv4.ip_forward=1 net.ipv4.fib_multipath_hash_policy=1
                """ + route(lab, lab.topology().hosts(HostRole.GATEWAY));
    }

    private static String route(Lab lab, List<Host> gateways) {
        return "ip route replace default"
                + gateways.stream()
                        .map(gateway -> " nexthop via " + lab.clientNetwork().address(gateway) + " dev net1")
                        .collect(Collectors.joining());
    }

    /** Asks each gateway of {@code lab} every second whether it lives, and leads the route of router-1 over those that do. */
    static final class HealthPoll implements AutoCloseable {
        private final Lab lab;
        private final List<Host> gateways;
        private final List<DatagramSocket> sockets = new ArrayList<>();
        private final Thread thread;
        private Set<Host> dead = Set.of();
        private final CountDownLatch started = new CountDownLatch(1);
        private volatile boolean closed;

        HealthPoll(Lab lab) {
            this.lab = lab;
            gateways = lab.topology().hosts(HostRole.GATEWAY);
            try (NetworkNamespace router = lab.namespace("router-1")) {
                thread = router.thread("health-poll", this::run);
                thread.setDaemon(true);
                thread.start();
                started.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted", e);
            }
        }

        private void run() {
            started.countDown();
            try {
                for (Host gateway : gateways) {
                    var socket = new DatagramSocket();
                    socket.connect(new InetSocketAddress(
                            lab.clientNetwork().address(gateway).toInet(), Heartbeat.PORT));
                    sockets.add(socket);
                }
                long next = System.nanoTime();
                while (!closed) {
                    poll();
                    next += PERIOD.toNanos();
                    Wait.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
                }
            } catch (IOException e) {
                throw new IllegalStateException("health poll", e);
            }
        }

        private void poll() {
            Set<Host> silent = new HashSet<>();
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            sockets.forEach(HealthPoll::ask);
            for (int i = 0; i < sockets.size(); i++) {
                if (!answers(sockets.get(i), deadline)) {
                    silent.add(gateways.get(i));
                }
            }
            if (!silent.equals(dead) && silent.size() < gateways.size()) {
                List<Host> alive = gateways.stream()
                        .filter(gateway -> !silent.contains(gateway))
                        .toList();
                Programs.require(HostEntry.shell("router-1"), route(lab, alive));
                dead = silent;
            }
        }

        private static void ask(DatagramSocket socket) {
            try {
                byte[] question = Heartbeat.ask(System.nanoTime());
                socket.send(new DatagramPacket(question, question.length));
            } catch (IOException refused) {
                // No answer will come, which is what counts.
                return;
            }
        }

        private static boolean answers(DatagramSocket socket, long deadline) {
            try {
                long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
                socket.setSoTimeout((int) left);
                var answer = new DatagramPacket(new byte[64], 64);
                socket.receive(answer);
                return Heartbeat.read(answer.getData(), answer.getLength()).isPresent();
            } catch (IOException silence) {
                return false;
            }
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            sockets.forEach(DatagramSocket::close);
        }
    }
}
