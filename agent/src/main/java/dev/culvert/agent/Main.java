package dev.culvert.agent;

import dev.culvert.agent.gateway.GatewayAgent;
import dev.culvert.agent.gateway.TunnelPod;
import dev.culvert.agent.node.NodeAgent;
import dev.culvert.agent.router.RouterAgent;
import dev.culvert.agent.settings.ClientSettings;
import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.agent.settings.TunnelSettings;
import dev.culvert.dataplane.Kernel;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The agent's program: {@code router|gateway|sidecar|client|lock|node --settings FILE}. */
public final class Main {
    private static final String ROLES = "router|gateway|sidecar|client|lock|node";
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    private Main() {}

    /**
     * Runs a role until it is told to stop. {@code client}, and {@code lock}, which is a gateway or sidecar without its tunnel,
     * end as soon as the namespace is as it should be.
     */
    public static void main(String[] arguments) {
        if (arguments.length != 3 || !arguments[1].equals("--settings")) {
            System.err.println("usage: agent " + ROLES + " --settings FILE");
            System.exit(USAGE);
        }
        Thread.setDefaultUncaughtExceptionHandler(Main::end);
        // One line an event, on standard error, as containers' logs want it.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        // Who asks for a status and does not finish is cut off: the JDK's server would wait for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        try {
            StartMemory.releaseSoon();
            run(arguments[0], Path.of(arguments[2]));
        } catch (InvalidInput | NetlinkException | NftablesException | IOException | UncheckedIOException e) {
            // What the user or the kernel refused; anything else is a defect and shows its stack.
            System.err.println("culvert: " + e.getMessage());
            close(arguments[0]);
            System.exit(FAILED);
        } catch (RuntimeException defect) {
            close(arguments[0]);
            throw defect;
        }
    }

    /**
     * An agent that has lost one of its threads would go on without what that did, and say nothing. What it put into the kernel stands, and
     * the next one takes it over, as after a kill.
     */
    private static void end(Thread thread, Throwable defect) {
        try {
            System.err.println("culvert: a defect ends thread " + thread.getName() + ", and the agent with it");
            defect.printStackTrace();
        } finally {
            Runtime.getRuntime().halt(FAILED);
        }
    }

    /** In a pod alone: the node's agent has the machine's own network, as whoever mistypes a role may have. */
    private static void close(String role) {
        switch (role) {
            // No application runs beside these: the lock ends before there is one, and is tried again in the same
            // namespace.
            case "gateway", "lock" -> Seal.close(resolvers());
            // Where an application runs beside the agent, its names must not leave either.
            case "router", "sidecar", "client" -> Seal.close(List.of());
            default -> {}
        }
    }

    /** Whom the agent asks for its tunnel's far end. */
    private static List<IpAddress> resolvers() {
        try (Stream<String> lines = Files.lines(Path.of("/etc/resolv.conf"))) {
            return lines.filter(line -> line.startsWith("nameserver "))
                    .map(line -> IpAddress.parse(
                            line.substring("nameserver ".length()).strip()))
                    .toList();
        } catch (IOException | UncheckedIOException | InvalidInput none) {
            return List.of();
        }
    }

    private static void run(String role, Path file) throws IOException {
        switch (role) {
            case "router" -> reloading(file, () -> RouterAgent.prepared(SettingsFile.read(file, RouterSettings.class)));
            case "gateway" ->
                reloading(file, () -> GatewayAgent.prepared(SettingsFile.read(file, GatewaySettings.class)));
            case "sidecar" ->
                reloading(file, () -> GatewayAgent.prepared(SettingsFile.read(file, SidecarSettings.class)));
            case "lock" -> lock(TunnelPod.of(SettingsFile.read(file, TunnelSettings.class)));
            case "node" -> reloading(file, () -> NodeAgent.prepared(SettingsFile.read(file, NodeSettings.class)));
            case "client" -> client(SettingsFile.read(file, ClientSettings.class));
            default -> throw new InvalidInput("role", role + " is none", "use " + ROLES.replace("|", ", "));
        }
    }

    private static void reloading(Path file, Prepared.Reader reader) throws IOException {
        var work = new Reloading(file, reader);
        Runtime.getRuntime().addShutdownHook(new Thread(work::stop));
        work.run();
    }

    /** What an agent of this pod told before it was made anew, as after its node's start, is not so any more. */
    private static void lock(TunnelPod pod) throws IOException {
        once(pod.plans(OptionalInt.empty()).closed());
        Files.deleteIfExists(pod.folder().resolve(GatewayAgent.STATUS));
    }

    private static void client(ClientSettings settings) {
        NamespacePlan plan;
        try (var route = new RouteSocket()) {
            plan = ClientSetup.plan(settings, route);
        }
        once(plan);
    }

    private static void once(NamespacePlan plan) {
        try (var kernel = new Kernel()) {
            kernel.bringTo(plan);
            Seal.open(kernel);
        }
    }
}
