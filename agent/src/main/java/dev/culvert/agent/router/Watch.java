package dev.culvert.agent.router;

import dev.culvert.agent.health.Due;
import dev.culvert.agent.health.ExitHealth;
import dev.culvert.agent.health.ResolverReport;
import dev.culvert.agent.health.Verdict;
import dev.culvert.agent.router.Membership.Judged;
import dev.culvert.agent.router.RouterStatus.GatewayStatus;
import dev.culvert.agent.settings.RouterSettings.Gateway;
import dev.culvert.agent.wire.Heartbeat;
import dev.culvert.model.buckets.Member;
import dev.culvert.model.health.HealthSettings;
import java.net.InetAddress;
import java.util.List;

/** One gateway under watch: its health, the numbers of the probes on their way, and whom to ask next. */
final class Watch {
    /** More than can be on their way at the fastest interval within the longest silence. */
    private static final int PROBES = 1024;

    private final Gateway gateway;
    private final InetAddress address;
    private final List<InetAddress> targets;
    private final ExitHealth health;
    private final long[] sentAt = new long[PROBES];
    private ResolverReport resolver = ResolverReport.UNKNOWN;
    private long heardAt;
    private int sequence;
    private int answered;
    private int target;

    Watch(Gateway gateway, InetAddress address, HealthSettings settings, long now) {
        this.gateway = gateway;
        this.address = address;
        this.targets = settings.probeTargets().stream().map(ip -> ip.toInet()).toList();
        this.health = new ExitHealth(settings, now);
        this.heardAt = now;
    }

    Gateway gateway() {
        return gateway;
    }

    /** What is known of it, for steering. */
    Judged judged() {
        return new Judged(new Member(gateway.name(), gateway.id(), gateway.weight()), health.verdict(), resolver);
    }

    InetAddress address() {
        return address;
    }

    Verdict verdict() {
        return health.verdict();
    }

    /** Whether it may soon turn out to be healthy, and has not yet. */
    boolean isUndecided(long now) {
        return health.isUndecided(now);
    }

    /** There is no other: it is trusted as soon as it carries packets. */
    void endHoldDown(long now) {
        health.endHoldDown(now);
    }

    String details(long now) {
        return health.details(now);
    }

    /**
     * What is to be told of it.
     *
     * @param used whether new flows go to it
     * @param flows pinned to it
     */
    GatewayStatus status(boolean used, long flows, long now) {
        return new GatewayStatus(
                gateway.name(),
                used,
                verdict().sentence(),
                details(now),
                resolver.sentence(),
                flows,
                health.smoothedRtt() / 1000);
    }

    long nextTick() {
        return health.nextTick();
    }

    Due tick(long now) {
        return health.tick(now);
    }

    void podAnswered(long now, Heartbeat.Answer answer) {
        health.podAnswered(now, answer.engine());
        resolver = answer.resolver();
        heardAt = now;
    }

    /** Whether the pod has answered a heartbeat since then. */
    boolean heardSince(long time) {
        return heardAt - time > 0;
    }

    void podRefused(long now) {
        health.podRefused(now);
    }

    void kernelAnswered(long now) {
        health.kernelAnswered(now);
    }

    /** The number of a probe that leaves now. */
    int probe(long now) {
        sequence = (sequence + 1) & 0xffff;
        sentAt[sequence % PROBES] = now;
        return sequence;
    }

    /** Whom the probe asks: whoever answered last, and the next one as soon as two in a row did not. */
    InetAddress target() {
        if (((sequence - answered) & 0xffff) > 2) {
            target = (target + 1) % targets.size();
        }
        return targets.get(target);
    }

    void answered(long now, int number) {
        if (isRecent(number)) {
            answered = number;
            health.pathAnswered(now, now - sentAt[number % PROBES]);
        }
    }

    void refused(long now, int number) {
        if (isRecent(number)) {
            health.pathRefused(now);
        }
    }

    private boolean isRecent(int number) {
        return ((sequence - number) & 0xffff) < PROBES;
    }
}
