package dev.culvert.cli;

import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.daemon.LabProcess;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert lab up}. */
@Command(
        name = "up",
        description = "Starts a lab; Ctrl-C ends it and leaves nothing behind.",
        mixinStandardHelpOptions = true)
final class LabUp implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Mixin
    private LabOptions options = new LabOptions();

    @Option(names = "--detach", description = "Return when the lab is up; `culvert lab down` ends it.")
    private boolean detach;

    @Override
    public Integer call() throws InterruptedException {
        LabSpec spec = options.spec();
        long start = System.nanoTime();
        LabProcess process = LabProcess.start(lab.home(), spec, !detach, line -> System.err.println("  " + line));
        System.err.printf(
                "lab %s is up after %.1f s: %d clients, %d routers, %d exits, routing %s%n",
                lab.home().name(),
                (System.nanoTime() - start) / 1e9,
                spec.clients(),
                spec.routers(),
                spec.exits(),
                spec.routing().word());
        System.err.printf(
                "try: culvert lab exec%s client-1 -- curl -s http://remote-1/ip%n",
                lab.home().option());
        if (detach) {
            return 0;
        }
        System.err.println("Ctrl-C ends it");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                process.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return process.await();
    }

    /** What a laboratory can be asked to be. */
    static final class LabOptions {
        @Option(names = "--exits", paramLabel = "N", description = "Tunnels, 1 to 64 (default: ${DEFAULT-VALUE}).")
        private int exits = LabSpec.defaults().exits();

        @Option(names = "--routers", paramLabel = "N", description = "Routers, 1 to 16 (default: ${DEFAULT-VALUE}).")
        private int routers = LabSpec.defaults().routers();

        @Option(names = "--clients", paramLabel = "N", description = "Clients, 1 to 80 (default: ${DEFAULT-VALUE}).")
        private int clients = LabSpec.defaults().clients();

        @Option(names = "--remotes", paramLabel = "N", description = "Servers, 1 to 40 (default: ${DEFAULT-VALUE}).")
        private int remotes = LabSpec.defaults().remotes();

        @Option(
                names = "--routing",
                paramLabel = "HOW",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Routing routing = Routing.NETWORK;

        @Option(names = "--active-active", description = "Every router carries traffic, each master of its own VIP.")
        private boolean activeActive;

        @Option(
                names = "--underlay-mtu",
                paramLabel = "BYTES",
                description = "MTU of the site's own links (default: ${DEFAULT-VALUE}).")
        private int underlayMtu = LabSpec.defaults().underlayMtu();

        @Option(
                names = "--port",
                paramLabel = "PORT[:TARGET][=CLIENT,...]",
                description =
                        "A port of every exit's public address and the clients that it leads to; may be repeated.")
        private List<String> ports = List.of();

        LabSpec spec() {
            return new LabSpec(exits, routers, clients, remotes, routing, activeActive, underlayMtu)
                    .withPorts(ports.stream().map(ClaimedPort::parse).toList());
        }
    }
}
