package dev.culvert.agent.router;

import dev.culvert.agent.Agent;
import dev.culvert.agent.KernelWatch;
import dev.culvert.agent.Opened;
import dev.culvert.agent.Prepared;
import dev.culvert.agent.Seal;
import dev.culvert.agent.health.Verdict;
import dev.culvert.agent.router.RouterStatus.GatewayStatus;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.RouterSettings.Vip;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.dataplane.Change;
import dev.culvert.dataplane.FlowTable;
import dev.culvert.dataplane.Kernel;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.dataplane.RouterPlan;
import dev.culvert.dataplane.RouterSpec;
import dev.culvert.dataplane.Shortcut;
import dev.culvert.dataplane.Steering;
import dev.culvert.model.health.HealthSettings;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import dev.culvert.netlink.Notification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The router's loop: ask gateways, judge, steer; and whenever something disturbed the kernel, put it right. All state that
 * matters is in the kernel, so that the agent may die and start anew at any time: it takes over what it finds.
 */
public final class RouterAgent implements Agent {
    private static final System.Logger LOG = System.getLogger("culvert.router");
    private static final Duration REPORT = Duration.ofSeconds(1);
    private static final Duration LEAST_BETWEEN_REPAIRS = Duration.ofMillis(100);
    /** In overlay routing, how long others may be unheard before this one serves alone: it may be all that is left. */
    private static final Duration UNHEARD = Duration.ofSeconds(10);

    private static final String FORWARDS_NOTHING =
            "it forwards nothing: its own probes come back, those that take clients' way through it do not";
    private static final Duration RECHECK = Duration.ofSeconds(10);

    private final RouterSettings settings;
    private final NamespacePlan plan;
    private final Opened opened;
    private final Kernel kernel;
    private final FlowTable flows;
    private final Membership membership;
    private final List<Watch> watches;
    private final ForwardingWitness forwarding;
    private final Prober prober;
    private final KernelWatch disturbances;
    private final FlowEnder ender;
    private final PinCounter counter = new PinCounter();
    private final Fitness fitness;
    private final ShortcutKeeper shortcut;
    private final Set<Integer> inherited;
    private final long started;
    private final Set<Integer> seenWell = new HashSet<>();
    private final Carrying carrying;
    /** Gateways whose flows have ended, until the steering says so. */
    private final Set<Integer> ended = new HashSet<>();

    private List<Membership.Judged> judged = List.of();
    private Steering steering;
    /** Flows may come: every gateway has been judged, or nothing has come back from it for too long. */
    private boolean settled;

    private long repairs;
    private volatile String refusal = "";
    private volatile boolean stopping;

    /** What these settings ask for, ready to start. */
    public static Prepared prepared(RouterSettings settings) {
        NamespacePlan plan = RouterPlan.of(RouterSpecs.of(settings));
        HealthSettings timings = settings.timings();
        return Prepared.onceThere(
                () -> OwnAddress.missing(settings.link(), settings.address()),
                () -> Opened.whole(opened -> new RouterAgent(settings, plan, timings, opened)));
    }

    /** Puts the plan into the kernel of the calling thread's namespace and takes over the flows that are there. */
    private RouterAgent(RouterSettings settings, NamespacePlan plan, HealthSettings timings, Opened opened)
            throws IOException {
        this.settings = settings;
        this.opened = opened;
        kernel = opened.add(new Kernel(), Kernel::close);
        flows = opened.add(new FlowTable(), FlowTable::close);
        RouterSpec spec = RouterSpecs.of(settings);
        this.plan = plan;
        log(kernel.bringTo(plan));
        Seal.open(kernel);
        steering = flows.steering();
        shortcut = new ShortcutKeeper(kernel, flows, spec);
        log(shortcut.repair(System.nanoTime()));
        inherited = new HashSet<>(steering.members());
        carrying = new Carrying(
                settings.gateways().stream().map(RouterSettings.Gateway::id).collect(Collectors.toSet()));
        started = System.nanoTime();
        watches = settings.gateways().stream()
                .map(gateway ->
                        new Watch(gateway, IpAddress.parse(gateway.address()).toInet(), timings, started))
                .toList();
        membership = settings.strict()
                ? Membership.strict()
                : Membership.sharing(
                        watches.stream().map(watch -> watch.judged().member()).toList());
        forwarding = new ForwardingWitness(timings.probeSilence(), started, !inherited.isEmpty());
        prober = opened.add(new Prober(watches, forwarding, settings, timings.probeTargets()), Prober::close);
        disturbances = opened.add(
                new KernelWatch(
                        Set.of(
                                "inet " + RouterPlan.TABLE,
                                "arp " + RouterPlan.TABLE,
                                Shortcut.FAMILY + " " + Shortcut.TABLE),
                        prober::wakeup,
                        told -> {
                            if (told instanceof Notification.AddressChanged) {
                                prober.lookForVips();
                            }
                        }),
                KernelWatch::close);
        ender = new FlowEnder(prober::wakeup);
        opened.add(Thread.ofPlatform().daemon().name("flow-ender").start(ender), Thread::interrupt);
        opened.add(Thread.ofPlatform().daemon().name("pin-counter").start(counter), Thread::interrupt);
        if (!steering.lost().isEmpty()) {
            ender.end(steering.lost(), steering.lost());
        }
        fitness = new Fitness(Path.of(settings.folder()));
        settled = KeepalivedFiles.exist(settings);
        if (settled) {
            KeepalivedFiles.write(settings);
        }
    }

    @Override
    public void run() {
        long nextReport = System.nanoTime();
        long nextRepair = nextReport;
        long nextCheck = nextReport + RECHECK.toNanos();
        boolean amiss = false;
        while (!stopping) {
            long due = prober.send(System.nanoTime());
            long wait = Math.max(0, Math.min(due, nextReport) - System.nanoTime());
            prober.listen(Duration.ofNanos(wait));
            Steering before = steering;
            boolean fit = fitness.fit();
            long now = System.nanoTime();
            try {
                if (amiss) {
                    // What was refused may have been so because somebody had deleted a table.
                    repair();
                }
                steer();
                settle(now);
                shortcut.tend(!steering.lost().isEmpty(), now);
                // Two hands that undo each other's work must not take the whole processor for it.
                if ((now - nextRepair >= 0 && disturbances.takeDisturbed()) || now - nextCheck >= 0) {
                    nextRepair = now + LEAST_BETWEEN_REPAIRS.toNanos();
                    nextCheck = now + RECHECK.toNanos();
                    repair();
                }
                boolean news = !steering.equals(before) || fitness.fit() != fit;
                if (news || now - nextReport >= 0) {
                    nextReport = now + REPORT.toNanos();
                    report(now);
                    prober.greet();
                }
                amiss = false;
            } catch (IOException | NetlinkException | NftablesException refused) {
                // Without reports the watchdog gives the VIP away: this may go on for as long as it likes.
                LOG.log(System.Logger.Level.ERROR, "{0}; it is tried again", refused.getMessage());
                amiss = true;
                nextReport = now + REPORT.toNanos();
            }
        }
    }

    private void steer() {
        if (watches.stream().noneMatch(watch -> watch.verdict() instanceof Verdict.Healthy)) {
            long now = System.nanoTime();
            watches.forEach(watch -> watch.endHoldDown(now));
        }
        List<Membership.Judged> known = watches.stream().map(Watch::judged).toList();
        ended.addAll(ender.takeEnded());
        dropOverdueInheritance();
        carrying.ended(ended);
        Set<Integer> awaited = watches.stream()
                .filter(RouterAgent::isAwaited)
                .map(watch -> watch.gateway().id())
                .collect(Collectors.toSet());
        boolean news = carrying.look(awaited, counter.counts().keySet());
        if (ended.isEmpty() && !news && known.equals(judged)) {
            return;
        }
        known.stream()
                .filter(gateway -> gateway.verdict() instanceof Verdict.Healthy)
                .map(gateway -> gateway.member().id())
                .forEach(id -> {
                    seenWell.add(id);
                    carrying.add(id);
                });
        Steering wanted = membership.next(known, steering, inherited, carrying.now(), ended);
        Set<Integer> newlyLost = new HashSet<>(wanted.lost());
        newlyLost.removeAll(steering.lost());
        // Asked before anything changes: what the kernel refuses is tried again, and who is lost is ended for certain.
        Set<Integer> doubtful = newlyLost.isEmpty() ? Set.of() : doubtful(newlyLost);
        if (!wanted.equals(steering)) {
            flows.steer(steering, wanted);
            LOG.log(System.Logger.Level.INFO, "new flows go {0}", wanted);
            watches.forEach(watch -> LOG.log(
                    System.Logger.Level.INFO,
                    "{0} is {1} ({2})",
                    watch.gateway().name(),
                    watch.verdict().sentence(),
                    watch.details(System.nanoTime())));
            steering = wanted;
        }
        judged = known;
        ended.clear();
        if (!newlyLost.isEmpty()) {
            ender.end(newlyLost, doubtful);
        }
    }

    /** Pins to gateways that this agent never saw well are of an agent before it; and flows do not come here without a VIP. */
    private Set<Integer> doubtful(Set<Integer> lost) {
        Set<Integer> doubtful = new HashSet<>(lost);
        if (!heldVips().isEmpty()) {
            doubtful.removeAll(seenWell);
        }
        return doubtful;
    }

    /**
     * Says whether a VIP should be here, from the moment on that all gateways are known; then keepalived may start. A router that held a
     * VIP before would lead flows that it finds to those that were quickest to answer, and so end them.
     */
    private void settle(long now) throws IOException {
        if (!settled && watches.stream().noneMatch(watch -> isAwaited(watch) || mayBeUnheard(watch, now))) {
            KeepalivedFiles.write(settings);
            settled = true;
        }
        fitness.set(settled && works(now));
    }

    /**
     * In overlay routing the others drop what a new pod sends, until their settings name its address. Until then it hears nobody but itself,
     * and would draw all clients' flows to its own tunnel.
     */
    private boolean mayBeUnheard(Watch watch, long now) {
        return settings.self() != null && !watch.heardSince(started) && now - started < UNHEARD.toNanos();
    }

    private boolean works(long now) {
        return !steering.members().isEmpty() && forwarding.works(now);
    }

    private static boolean isAwaited(Watch watch) {
        return watch.isUndecided(System.nanoTime());
    }

    /** What was taken over unjudged is judged by now, or nothing has come back for too long. */
    private void dropOverdueInheritance() {
        if (inherited.isEmpty()) {
            return;
        }
        boolean changed = false;
        for (Watch watch : watches) {
            if (!isAwaited(watch)) {
                boolean overdue = watch.verdict() instanceof Verdict.Starting;
                changed |= inherited.remove(watch.gateway().id()) && overdue;
            }
        }
        if (changed) {
            judged = List.of();
        }
    }

    private void repair() {
        List<Change> changes = new ArrayList<>(kernel.bringTo(plan));
        changes.addAll(shortcut.repair(System.nanoTime()));
        Steering actual = flows.steering();
        if (!actual.equals(steering)) {
            flows.steer(actual, steering);
            LOG.log(System.Logger.Level.WARNING, "the flows were led {0}; put right: {1}", actual, steering);
            repairs++;
        }
        if (!changes.isEmpty()) {
            repairs++;
            log(changes);
        }
    }

    private static void log(List<Change> changes) {
        changes.forEach(change -> LOG.log(System.Logger.Level.INFO, "{0}", change));
    }

    private void report(long now) throws IOException {
        fitness.alive();
        Set<Integer> members = steering.members();
        Map<Integer, Long> pinned = counter.counts();
        List<GatewayStatus> gateways = watches.stream()
                .map(watch -> watch.status(
                        members.contains(watch.gateway().id())
                                || (settings.strict() && watch.verdict() instanceof Verdict.Healthy),
                        pinned.getOrDefault(watch.gateway().id(), 0L),
                        now))
                .toList();
        boolean broken = !members.isEmpty() && !forwarding.works(now);
        var status = new RouterStatus(
                settings.name(),
                "router",
                works(now),
                fitness.fit(),
                heldVips(),
                prober.proofs(),
                gateways,
                refusal.isEmpty() && broken ? FORWARDS_NOTHING : refusal,
                repairs);
        SettingsFile.replace(Path.of(settings.folder(), "status.json"), SettingsFile.write(status));
    }

    private List<String> heldVips() {
        Set<String> held = kernel.route().addresses().stream()
                .map(address -> IpPrefix.text(address.prefix().address()))
                .collect(Collectors.toSet());
        return settings.vips().stream().map(Vip::address).filter(held::contains).toList();
    }

    @Override
    public void stop() {
        stopping = true;
        prober.wakeup();
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
