package dev.culvert.agent.gateway;

import dev.culvert.agent.gluetun.Answer;
import dev.culvert.agent.gluetun.EngineState;
import dev.culvert.agent.gluetun.GluetunAccess;
import dev.culvert.agent.gluetun.GluetunReader;
import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.agent.health.EngineReport;
import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.dataplane.PortForward.Transport;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A tunnel that a gluetun beside the agent makes and takes away again. Nothing is done about it but to ask: what gluetun says counts
 * together with a packet of our own, and neither is enough alone.
 */
final class GluetunTunnel implements TunnelEngine {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Tables that iptables-legacy has registered; nftables cannot reach them. */
    private static final Path LEGACY_TABLES = Path.of("/proc/net/ip_tables_names");

    private static final System.Logger LOG = System.getLogger("culvert.gluetun");

    private final EngineSettings.Gluetun settings;
    private final String link;
    private final GluetunVersion version;
    private final List<GatewaySpec.Endpoint> endpoints;
    private volatile Told told = new Told(new EngineState.Unreachable("gluetun has said nothing yet"), List.of());
    private volatile Optional<Thread> asking = Optional.empty();

    /**
     * What gluetun said last.
     *
     * @param ports that the provider forwards; as they were before while it does not say
     */
    private record Told(EngineState state, List<Integer> ports) {}

    private GluetunTunnel(
            EngineSettings.Gluetun settings,
            String link,
            GluetunVersion version,
            List<GatewaySpec.Endpoint> endpoints) {
        this.settings = settings;
        this.link = link;
        this.version = version;
        this.endpoints = endpoints;
    }

    static GluetunTunnel of(EngineSettings.Gluetun settings, String link) {
        GluetunVersion version = GluetunVersion.ofTag(settings.version())
                .orElseThrow(() -> new InvalidInput(
                        "engine.version", settings.version() + " is no known version of gluetun", "take v3.41.2"));
        return new GluetunTunnel(
                settings,
                link,
                version,
                settings.servers().stream()
                        .map(server -> new GatewaySpec.Endpoint(
                                Prefix.parse(server.network()),
                                server.port() == 0 ? OptionalInt.empty() : OptionalInt.of(server.port()),
                                Transport.valueOf(server.protocol().toUpperCase(Locale.ROOT))))
                        .peek(server -> bounded(server, settings.mark()))
                        .toList());
    }

    /** Without a mark, the place is all that tells a tunnel's packet from a leak. */
    private static void bounded(GatewaySpec.Endpoint server, int mark) {
        if (mark == 0 && (server.network().length() == 0 || server.port().isEmpty())) {
            throw new InvalidInput(
                    "engine.servers",
                    "packets without a mark may not leave to everywhere",
                    "name the servers' networks and their port");
        }
    }

    @Override
    public Set<Family> families() {
        Set<Family> families = EnumSet.noneOf(Family.class);
        settings.families().forEach(family -> families.add(Family.valueOf(family)));
        return families;
    }

    @Override
    public List<GatewaySpec.Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public int mark() {
        return settings.mark();
    }

    /** OpenVPN does; WireGuard, whose packets have a mark, has a table of its own. */
    @Override
    public boolean writesMainTable() {
        return settings.mark() == 0;
    }

    @Override
    public boolean hasOwnFirewall() {
        return true;
    }

    @Override
    public EngineReport report(RouteSocket route) {
        return route.link(link).isEmpty() ? EngineReport.DOWN : told.state().report();
    }

    @Override
    public Optional<String> doubt() {
        if (told.state() instanceof EngineState.Running) {
            return filtersByLegacy()
                    ? Optional.of(
                            "gluetun's firewall is iptables-legacy's, which drops clients' packets and takes no rule of"
                                    + " ours: run it on a node whose kernel has nf_tables, and not ip_tables")
                    : Optional.empty();
        }
        return Optional.of(told.state().sentence());
    }

    private static boolean filtersByLegacy() {
        try {
            return Files.readAllLines(LEGACY_TABLES).contains("filter");
        } catch (IOException noLegacyTables) {
            return false;
        }
    }

    @Override
    public Optional<IpAddress> publicAddress() {
        return told.state() instanceof EngineState.Running(String address) ? read(address) : Optional.empty();
    }

    private static Optional<IpAddress> read(String address) {
        try {
            return Optional.of(IpAddress.parse(address));
        } catch (InvalidInput noAddress) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalInt givenPort() {
        return told.ports().stream().mapToInt(Integer::intValue).findFirst();
    }

    @Override
    public void watch(OptionalInt port, Runnable whenOtherwise) {
        told = new Told(told.state(), port.stream().boxed().toList());
        asking = Optional.of(Thread.ofPlatform().daemon().name("gluetun").start(() -> ask(whenOtherwise)));
    }

    private void ask(Runnable whenOtherwise) {
        while (!Thread.currentThread().isInterrupted()) {
            Told before = told;
            Told now = tell(before);
            if (!now.equals(before)) {
                told = now;
                if (!now.ports().equals(before.ports())) {
                    LOG.log(System.Logger.Level.INFO, "the provider forwards {0}", now.ports());
                }
                whenOtherwise.run();
            }
            try {
                Thread.sleep(BETWEEN_QUESTIONS);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private Told tell(Told before) {
        GluetunReader reader;
        try {
            reader = new GluetunReader(
                    URI.create(settings.control()), URI.create(settings.health()), access(), version, PATIENCE);
        } catch (IOException | IllegalArgumentException e) {
            // The message of an empty or broken key names no key.
            return new Told(
                    new EngineState.Unauthorised("the key for gluetun cannot be read: " + e.getMessage()),
                    before.ports());
        }
        EngineState state = reader.read();
        return new Told(
                state,
                switch (reader.forwardedPorts()) {
                    case Answer.Said<List<Integer>>(List<Integer> ports) -> ports;
                    case Answer.Unreachable<List<Integer>> _,
                            Answer.Unauthorised<List<Integer>> _,
                            Answer.Failed<List<Integer>> _ -> before.ports();
                });
    }

    /** Read each time: it is made while the pod starts. */
    private GluetunAccess access() throws IOException {
        String file = settings.apiKey();
        return file == null
                ? new GluetunAccess.None()
                : new GluetunAccess.ApiKey(Files.readString(Path.of(file)).strip());
    }

    @Override
    public void close() {
        asking.ifPresent(Thread::interrupt);
    }
}
