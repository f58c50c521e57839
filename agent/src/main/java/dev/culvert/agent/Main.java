package dev.culvert.agent;

import dev.culvert.agent.gateway.GatewayAgent;
import dev.culvert.agent.gateway.GatewayPod;
import dev.culvert.agent.gateway.SidecarPod;
import dev.culvert.agent.node.NodeAgent;
import dev.culvert.agent.router.RouterAgent;
import dev.culvert.agent.settings.ClientSettings;
import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.dataplane.Kernel;
import dev.culvert.model.InvalidInput;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The agent's program: {@code router|gateway|sidecar|node|client --settings FILE}. */
public final class Main {
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    private Main() {}

    /** Runs a role until it is told to stop; {@code client} ends as soon as the namespace is as it should be. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3 || !arguments[1].equals("--settings")) {
            System.err.println("usage: agent router|gateway|sidecar|node|client --settings FILE");
            System.exit(USAGE);
        }
        // One line an event, on standard error, as containers' logs want it.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        try {
            StartMemory.releaseSoon();
            run(arguments[0], Path.of(arguments[2]));
        } catch (InvalidInput | NetlinkException | NftablesException | IOException | UncheckedIOException e) {
            // What the user or the kernel refused; anything else is a defect and shows its stack.
            System.err.println("culvert: " + e.getMessage());
            Seal.close();
            System.exit(FAILED);
        }
    }

    private static void run(String role, Path settings) throws Exception {
        switch (role) {
            case "router" -> router(SettingsFile.read(settings, RouterSettings.class));
            case "gateway" -> tunnel(new GatewayPod(SettingsFile.read(settings, GatewaySettings.class)));
            case "sidecar" -> tunnel(new SidecarPod(SettingsFile.read(settings, SidecarSettings.class)));
            case "node" -> node(SettingsFile.read(settings, NodeSettings.class));
            case "client" -> client(SettingsFile.read(settings, ClientSettings.class));
            default ->
                throw new InvalidInput("role", role + " is none", "use router, gateway, sidecar, node or client");
        }
    }

    private static void router(RouterSettings settings) throws Exception {
        try (var agent = new RouterAgent(settings)) {
            Runtime.getRuntime().addShutdownHook(new Thread(agent::stop));
            agent.run();
        }
    }

    private static void tunnel(dev.culvert.agent.gateway.TunnelPod pod) throws Exception {
        try (var agent = new GatewayAgent(pod)) {
            Runtime.getRuntime().addShutdownHook(new Thread(agent::stop));
            agent.run();
        }
    }

    private static void node(NodeSettings settings) throws Exception {
        try (var agent = new NodeAgent(settings)) {
            Runtime.getRuntime().addShutdownHook(new Thread(agent::stop));
            agent.run();
        }
    }

    private static void client(ClientSettings settings) throws IOException {
        try (var kernel = new Kernel()) {
            kernel.bringTo(ClientSetup.plan(settings, kernel.route()));
            Seal.open(kernel);
        }
    }
}
