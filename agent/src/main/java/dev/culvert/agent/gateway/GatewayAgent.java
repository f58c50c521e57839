package dev.culvert.agent.gateway;

import dev.culvert.agent.Agent;
import dev.culvert.agent.KernelWatch;
import dev.culvert.agent.Opened;
import dev.culvert.agent.Prepared;
import dev.culvert.agent.Seal;
import dev.culvert.agent.health.EngineReport;
import dev.culvert.agent.health.ResolverReport;
import dev.culvert.agent.page.KeptPage;
import dev.culvert.agent.settings.PageSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.TunnelSettings;
import dev.culvert.agent.wire.Heartbeat;
import dev.culvert.dataplane.Change;
import dev.culvert.dataplane.Kernel;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import dev.culvert.netlink.socket.Pollable;
import dev.culvert.netlink.socket.Poller;
import dev.culvert.netlink.socket.Received;
import dev.culvert.netlink.socket.UdpSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The loop of a pod that holds a tunnel: close first, bring the tunnel up, open the way into it; then answer heartbeats, ask
 * the engine and the tunnel every second, and put right what was disturbed. When it dies the lock and the tunnel stay.
 */
public final class GatewayAgent implements Agent {
    private static final System.Logger LOG = System.getLogger("culvert.gateway");
    private static final long SECOND = 1_000_000_000L;
    private static final long LEAST_BETWEEN_REPAIRS = SECOND / 10;
    /** For so long nothing comes through, and the tunnel's servers may be elsewhere. */
    private static final long PATIENCE = 30 * SECOND;

    private static final int LARGEST = 512;
    /** The file that tells what is true of the tunnel, in its pod's folder. */
    public static final String STATUS = "status.json";

    private final TunnelPod pod;
    private final Opened opened;
    private final Kernel kernel;
    private final MemorySegment buffer;
    private final Poller poller;
    private final UdpSocket heartbeats;
    private final TunnelProbe probe;
    private final Optional<ResolverWitness> names;
    private final List<PublicAddress> publicAddresses;
    private final Optional<KeptPage> page;
    private final KernelWatch disturbances;
    private final Optional<GatewayStatus> before;
    private final long started = System.nanoTime();
    private OptionalInt given;
    private TunnelPlans plans;
    private EngineReport engine = EngineReport.UNKNOWN;
    private String detail = "";
    private volatile boolean engineSpoke;
    private volatile String refusal = "";
    /** Flows may be led where nothing is any more; until they are forgotten. */
    private boolean stale;
    /** Why the kernel could not list flows, the last time; empty if it could. */
    private String unlisted = "";

    private long repairs;
    /** After how much of the silence that lasts servers were looked for. */
    private long looked;

    private volatile boolean stopping;

    /** What these settings ask for, ready to start. */
    public static Prepared prepared(TunnelSettings settings) throws IOException {
        return Prepared.of(settings.engine().secrets().stream().map(Path::of).toList(), () -> {
            TunnelPod pod = TunnelPod.of(settings);
            return () -> Opened.whole(opened -> new GatewayAgent(pod, opened));
        });
    }

    /** Closes the pod at once, unless it has its tunnel already; nothing else happens before. */
    private GatewayAgent(TunnelPod pod, Opened opened) throws IOException {
        this.pod = pod;
        this.opened = opened;
        kernel = opened.add(new Kernel(), Kernel::close);
        buffer = opened.add(Arena.ofConfined(), Arena::close).allocate(LARGEST);
        poller = opened.add(new Poller(), Poller::close);
        heartbeats = opened.add(UdpSocket.open(Family.IPV4), UdpSocket::close);
        before = lastStatus(pod);
        given = before.map(GatewayStatus::given).orElseGet(OptionalInt::empty);
        plans = pod.plans(given);
        kernel.bringTo(plans.fitting(kernel.route())).forEach(GatewayAgent::log);
        Seal.open(kernel);
        stale = !forgetStaleFlows();
        probe = opened.add(
                new TunnelProbe(
                        pod.tunnel(),
                        pod.probeTargets().stream().map(IpAddress::toInet).toList()),
                TunnelProbe::close);
        Optional<OverlayResolver> resolver = pod.resolver();
        resolver.ifPresent(answers -> opened.add(answers, OverlayResolver::close));
        disturbances = opened.add(
                new KernelWatch(
                        plans.tables(), poller::wakeup, told -> resolver.ifPresent(answers -> answers.accept(told))),
                KernelWatch::close);
        Files.createDirectories(pod.folder());
        pod.writeFiles();
        publicAddresses = pod.page().map(PageSettings::whoami).orElse(List.of()).stream()
                .filter(whoami -> pod.engine()
                        .families()
                        .contains(IpAddress.parse(whoami.server()).family()))
                .map(whoami -> opened.add(new PublicAddress(pod.tunnel(), whoami), PublicAddress::close))
                .toList();
        publicAddresses.forEach(asker -> poller.add(asker.socket()));
        page = pod.page()
                .map(settings -> opened.add(new KeptPage(settings, pod.folder().resolve(STATUS)), KeptPage::close));
        page.ifPresent(KeptPage::keep);
        names = pod.resolverAddress()
                .map(address -> opened.add(
                        new ResolverWitness(
                                address.toInet(),
                                before.map(GatewayStatus::resolves).orElse(ResolverReport.SILENT)),
                        ResolverWitness::close));
        names.ifPresent(witness -> poller.add(witness.socket()));
        poller.add(probe.socket());
        pod.heartbeatAddress().ifPresent(address -> {
            heartbeats.bind(address.toInet(), Heartbeat.PORT);
            poller.add(heartbeats);
        });
        opened.add(pod.engine(), TunnelEngine::close).watch(given, () -> {
            engineSpoke = true;
            poller.wakeup();
        });
    }

    /**
     * What the agent before this one told: who follows it must not lead a port nowhere until the engine has been asked, nor names
     * elsewhere until the resolver has, nor take the exit's names out of DNS until somebody has told its address again.
     */
    private static Optional<GatewayStatus> lastStatus(TunnelPod pod) {
        Path status = pod.folder().resolve(STATUS);
        try {
            return Files.exists(status)
                    ? Optional.of(SettingsFile.read(status, GatewayStatus.class))
                    : Optional.empty();
        } catch (InvalidInput unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public void run() {
        long nextRepair = System.nanoTime();
        // Time for the first probe: what follows an agent whose tunnel was ready is not unready for that.
        long nextSecond = nextRepair + SECOND / 4;
        disturbances.takeDisturbed();
        settle();
        while (!stopping) {
            if (!probe.everAnswered()) {
                // Ready as soon as the first packet comes back, not up to a second later.
                probe.send();
            }
            long patience = probe.everAnswered() ? nextSecond - System.nanoTime() : SECOND / 20;
            long wait = Math.min(patience, names.map(ResolverWitness::ask).orElse(patience));
            poller.await(Duration.ofNanos(Math.max(0, wait)), this::read);
            // Two hands that undo each other's work must not take the whole processor for it.
            boolean disturbed = System.nanoTime() - nextRepair >= 0 && disturbances.takeDisturbed();
            boolean due = System.nanoTime() - nextSecond >= 0 || engineSpoke;
            if (disturbed || due) {
                settle();
                nextRepair = System.nanoTime() + LEAST_BETWEEN_REPAIRS;
            }
            if (due) {
                engineSpoke = false;
                probe.send();
                publicAddresses.forEach(PublicAddress::askIfDue);
                page.ifPresent(KeptPage::keep);
                engine = asked();
                lookAgainWhereNothingComes();
                report();
                nextSecond = System.nanoTime() + SECOND;
            }
        }
    }

    /** What the engine says of itself; of one that cannot be asked nothing is known. */
    private EngineReport asked() {
        try {
            return pod.engine().report(kernel.route());
        } catch (NetlinkException refused) {
            return EngineReport.UNKNOWN;
        }
    }

    private void lookAgainWhereNothingComes() {
        long silence = probe.silence();
        looked = Math.min(looked, silence);
        if (silence - looked >= PATIENCE) {
            pod.engine().lookAgain();
            looked = silence;
        }
    }

    /** Brings tunnel and plan to where they should be; a failure is told and tried again. */
    private void settle() {
        try {
            if (kernel.route().link(pod.tunnel()).isEmpty()) {
                engine = EngineReport.DOWN;
            }
            stale |= follow(pod.engine().givenPort());
            kernel.bringTo(plans.fitting(kernel.route())).forEach(this::repaired);
            if (stale) {
                stale = !forgetStaleFlows();
            }
            if (pod.engine().ensure(kernel.route())) {
                kernel.bringTo(plans.open()).forEach(this::repaired);
            }
            detail = "";
        } catch (IOException | NetlinkException | NftablesException e) {
            // What was not put right says nothing of the tunnel, and routers end flows where an engine says down.
            engine = asked() == EngineReport.DOWN ? EngineReport.DOWN : EngineReport.UNKNOWN;
            if (!detail.equals(String.valueOf(e.getMessage()))) {
                detail = String.valueOf(e.getMessage());
                LOG.log(System.Logger.Level.ERROR, detail);
                report();
            }
        }
    }

    /**
     * The port that the provider gives leads to clients as soon as it is known, and the one before it nowhere; the lock lets the tunnel's
     * packets pass to where its servers are now. Whether there was anything new.
     */
    private boolean follow(OptionalInt port) {
        boolean moved = pod.engine().takeMoved();
        boolean followed = moved || !port.equals(given);
        if (followed) {
            given = port;
            plans = pod.plans(port);
        }
        return followed;
    }

    /** Once the plan stands, or they would be led there again. Whether they are forgotten: a kernel that refuses is asked again. */
    private boolean forgetStaleFlows() {
        try {
            int forgotten = pod.inbound(given).map(kernel::forgetStale).orElse(0);
            if (forgotten > 0) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "{0} flows from remotes led to clients that are not behind their port any more; they are led anew",
                        forgotten);
            }
            unlisted = "";
            return true;
        } catch (NetlinkException refused) {
            String why = String.valueOf(refused.getMessage());
            if (!why.equals(unlisted)) {
                unlisted = why;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "UDP flows of clients that are gone go on for now: {0}; it is tried again",
                        why);
            }
            return false;
        }
    }

    private void repaired(Change change) {
        repairs++;
        log(change);
    }

    private static void log(Change change) {
        LOG.log(System.Logger.Level.INFO, "{0}", change);
    }

    private void read(Pollable socket) {
        if (socket == heartbeats) {
            for (Optional<Received> got = heard(); got.isPresent(); got = heard()) {
                answer(got.get());
            }
        } else if (names.filter(witness -> witness.socket() == socket).isPresent()) {
            names.ifPresent(ResolverWitness::read);
        } else if (socket != probe.socket()) {
            publicAddresses.stream()
                    .filter(asker -> asker.socket() == socket && asker.read())
                    .forEach(_ -> report());
        } else {
            boolean first = !probe.everAnswered();
            boolean answered = probe.read();
            if (answered) {
                pod.engine().carried();
            }
            if (answered && first) {
                engine = pod.engine().doubt().isPresent() ? EngineReport.UNKNOWN : EngineReport.UP;
                report();
            }
        }
    }

    private Optional<Received> heard() {
        try {
            return heartbeats.receive(buffer);
        } catch (NetlinkException refused) {
            return Optional.empty();
        }
    }

    private void answer(Received question) {
        int length = Math.min(question.length(), LARGEST);
        byte[] bytes = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        Heartbeat.answer(bytes, length, new Heartbeat.Answer(engine, resolves()))
                .ifPresent(answer -> {
                    try {
                        heartbeats.send(answer, question.source(), question.port());
                    } catch (NetlinkException routerGone) {
                        return;
                    }
                });
    }

    private ResolverReport resolves() {
        return names.map(ResolverWitness::report).orElse(ResolverReport.UNKNOWN);
    }

    /** A status that cannot be written (a full disk) is no reason to stop guarding. */
    private void report() {
        Optional<String> doubt = pod.engine().doubt();
        var status = new GatewayStatus(
                pod.settings().name(),
                pod.role(),
                probe.fresh() && doubt.isEmpty(),
                engine.sentence(),
                resolves().sentence(),
                amiss(doubt),
                publicAddress(dev.culvert.model.net.Family.IPV4),
                publicAddress(dev.culvert.model.net.Family.IPV6),
                given.orElse(0),
                repairs);
        try {
            SettingsFile.replace(pod.folder().resolve(STATUS), SettingsFile.write(status));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot write the status: {0}", e.getMessage());
        }
    }

    /** What the engine knows of it, or the one whom we asked; empty if nobody does. */
    private String publicAddress(dev.culvert.model.net.Family family) {
        return Stream.concat(
                        pod.engine().publicAddress().stream(),
                        publicAddresses.stream().flatMap(asker -> asker.known().stream()))
                .filter(address -> address.family() == family)
                .map(IpAddress::toString)
                .findFirst()
                .orElseGet(() -> formerPublicAddress(family));
    }

    /** It may be another tunnel's by now, so it does not stand for it for long. */
    private String formerPublicAddress(dev.culvert.model.net.Family family) {
        return System.nanoTime() - started < PATIENCE
                ? before.map(status -> status.publicAddress(family)).orElse("")
                : "";
    }

    /** The gravest thing that is amiss; empty if nothing is. */
    private String amiss(Optional<String> doubt) {
        return Stream.of(
                        detail,
                        refusal,
                        doubt.orElse(""),
                        page.map(KeptPage::trouble).orElse(""))
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public void stop() {
        stopping = true;
        poller.wakeup();
    }

    @Override
    public void refused(String why) {
        refusal = "newer settings are not used: " + why;
    }

    @Override
    public void close() {
        opened.close();
    }
}
