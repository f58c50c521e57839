package dev.culvert.lab.tunnel;

import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.Host;
import dev.culvert.lab.LabException;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.topology.Addresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A provider's end of tunnels: the engine, its peers, forwarding, and one public address for all that comes out. */
public final class ExitEnd {
    private static final Duration ENGINE_PATIENCE = Duration.ofSeconds(5);

    private final Host exit;
    private final List<Tunnel> tunnels;
    private final List<ClaimedPort> ports;
    private final Supervisor supervisor;
    private final KeyPair keys = KeyPair.generate();
    private volatile boolean process;

    ExitEnd(Host exit, List<Tunnel> tunnels, List<ClaimedPort> ports, Supervisor supervisor) {
        this.exit = exit;
        this.tunnels = tunnels;
        this.ports = ports;
        this.supervisor = supervisor;
    }

    Host exit() {
        return exit;
    }

    String publicKey() {
        return keys.publicKey();
    }

    /** The tunnel interface; wireguard-go's control socket is named after it, so no two in a laboratory are the same. */
    public String device() {
        return "wgx" + exit.index();
    }

    /** Starts the engine: the kernel's own where there is one, else wireguard-go. */
    public void start() {
        process = Programs.run(shell(), "ip link add %s type wireguard 2>&1".formatted(device()))
                        .exitCode()
                != 0;
        if (process) {
            supervisor.run(exit, ProgramSpec.of("wireguard-go", "wireguard-go", "--foreground", device()));
        }
    }

    /** Whether the engine is a process, which can be stopped. */
    public boolean isProcess() {
        return process;
    }

    /** Gives a started engine its peers and lets packets through. Doing it again changes nothing. */
    public void configure() {
        awaitEngine();
        Path conf = HostEntry.files(exit.name()).resolve("exit.conf");
        HostFile.write(
                conf,
                "[Interface]\nPrivateKey = %s\nListenPort = %d\n".formatted(keys.privateKey(), Addresses.TUNNEL_PORT)
                        + tunnels.stream().map(Tunnel::peer).collect(Collectors.joining()));
        Programs.require(shell(), """
                wg setconf %1$s %2$s
                ip address replace 100.64.%3$d.1/24 dev %1$s
                ip address replace fd64:%3$d::1/64 dev %1$s nodad
                ip link set %1$s mtu 1420 up
                echo 1 > /proc/sys/net/ipv4/ip_forward
                echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
                nft 'table inet exit; delete table inet exit; table inet exit {
                  chain out { type nat hook postrouting priority srcnat; oifname "%4$s" masquerade; }
                  chain in { type nat hook prerouting priority dstnat;
                %5$s  }
                }'
                """.formatted(device(), conf, exit.index(), Host.PRIMARY, forwarded()));
    }

    /** A provider forwards a port to one of its customers' tunnels: here, to the first. */
    private String forwarded() {
        return tunnels.stream()
                .limit(1)
                .flatMap(tunnel -> ports.stream()
                        .map(port -> """
                                    iifname "%1$s" meta l4proto { tcp, udp } th dport %2$d dnat ip to %3$s
                                    iifname "%1$s" meta l4proto { tcp, udp } th dport %2$d dnat ip6 to %4$s
                                """.formatted(Host.PRIMARY, port.port(), tunnel.innerV4(), tunnel.innerV6())))
                .collect(Collectors.joining());
    }

    /** From now on every tunnel packet is swallowed, while the engines at both ends look well. */
    public void swallow() {
        Programs.require(shell(), """
                nft 'table inet swallow; delete table inet swallow; table inet swallow {
                  chain in { type filter hook input priority raw; udp dport %1$d drop; }
                  chain out { type filter hook output priority raw; udp sport %1$d drop; }
                }'
                """.formatted(Addresses.TUNNEL_PORT));
    }

    /** Undoes {@link #swallow}. */
    public void swallowNoMore() {
        Programs.require(shell(), "nft 'table inet swallow; delete table inet swallow'\n");
    }

    private void awaitEngine() {
        long deadline = System.nanoTime() + ENGINE_PATIENCE.toNanos();
        while (Programs.run(shell(), "wg show " + device()).exitCode() != 0) {
            if (System.nanoTime() > deadline) {
                throw new LabException("the WireGuard engine of %s does not start: see %s"
                        .formatted(exit.name(), HostEntry.files(exit.name()).resolve("wireguard-go.log")));
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted", e);
            }
        }
    }

    private List<String> shell() {
        return HostEntry.shell(exit.name());
    }
}
