package dev.culvert.agent.health;

import dev.culvert.model.health.HealthSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** A router's loop and one gateway in simulated time: what is sent is lost, delayed, answered or refused as the fields say. */
final class SimulatedGateway {

    static final long MILLI = 1_000_000;
    static final long SECOND = 1000 * MILLI;

    private enum Kind {
        POD,
        KERNEL,
        PATH,
        POD_REFUSAL,
        REFUSAL
    }

    private record Arrival(long at, Kind kind, long sentAt) {}

    private final SplittableRandom random;
    private final PriorityQueue<Arrival> inFlight = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    final List<Verdict> verdicts = new ArrayList<>();
    final ExitHealth health;

    boolean agentLives = true;
    boolean tunnelCarries = true;
    boolean kernelLives = true;
    boolean refuses;
    /** Its processes are dead, and its kernel refuses as often as Linux does. */
    private boolean kernelAlone;

    private double tokens = 6;
    private long tokensAt;
    EngineReport engine = EngineReport.UP;
    double lossEachWay;
    long podRtt = MILLI;
    long pathRtt = MILLI;
    /** The router's loop comes up to this much late. */
    long lateness = MILLI;

    int heartbeatsSent;
    int probesSent;
    long now;

    SimulatedGateway(long seed) {
        random = new SplittableRandom(seed);
        // A nanosecond clock may start anywhere, below zero too.
        now = random.nextLong(-1000 * SECOND, 1000 * SECOND);
        tokensAt = now;
        health = new ExitHealth(HealthSettings.defaults(), now);
        verdicts.add(health.verdict());
    }

    /** kill -9 of the whole gateway: what was on its way through it is gone too. */
    void kill() {
        agentLives = false;
        tunnelCarries = false;
        kernelLives = false;
        inFlight.clear();
    }

    /** None of its programs comes to run; its kernel answers. */
    void starve() {
        kill();
        kernelLives = true;
    }

    /** kill -9 of all its processes, of the tunnel's engine too. */
    void killProcesses() {
        starve();
        kernelAlone = true;
    }

    void revive() {
        kernelAlone = false;
        kernelLives = true;
        agentLives = true;
        tunnelCarries = true;
    }

    void run(long nanos) {
        long end = now + nanos;
        while (true) {
            long tick = health.nextTick() + (lateness == 0 ? 0 : random.nextLong(lateness));
            Arrival arrival = inFlight.peek();
            if (arrival != null && arrival.at <= tick) {
                if (arrival.at > end) {
                    break;
                }
                inFlight.remove();
                now = Math.max(now, arrival.at);
                deliver(arrival);
            } else {
                if (tick > end) {
                    break;
                }
                now = Math.max(now, tick);
                send(health.tick(now));
            }
            note();
        }
        now = end;
    }

    /** How long it takes until the verdict is of that type; fails after 70 s, which no hold-down exceeds. */
    long until(Class<? extends Verdict> wanted) {
        long start = now;
        while (!wanted.isInstance(health.verdict())) {
            run(MILLI);
            if (now - start > 70 * SECOND) {
                throw new AssertionError("not " + wanted.getSimpleName() + " within 70 s: " + health.details(now));
            }
        }
        return health.verdict().since() - start;
    }

    /** Lets the router's own process stand still: nothing is read, nothing is sent. */
    void stall(long nanos) {
        now += nanos;
    }

    long falls() {
        return verdicts.stream().filter(v -> v instanceof Verdict.Down).count();
    }

    private void send(Due due) {
        if (due.heartbeat()) {
            heartbeatsSent++;
            if (agentLives && !lost()) {
                inFlight.add(new Arrival(now + podRtt, Kind.POD, now));
            } else if (kernelAlone && mayRefuse(1) && !lost()) {
                inFlight.add(new Arrival(now + podRtt, Kind.POD_REFUSAL, now));
            }
        }
        if (due.ping() && kernelLives && !lost()) {
            inFlight.add(new Arrival(now + podRtt, Kind.KERNEL, now));
        }
        if (due.probe()) {
            probesSent++;
            if ((refuses || (kernelAlone && mayRefuse(2))) && !lost()) {
                inFlight.add(new Arrival(now + podRtt, Kind.REFUSAL, now));
            } else if (!refuses && tunnelCarries && !lost()) {
                inFlight.add(new Arrival(now + pathRtt, Kind.PATH, now));
            }
        }
    }

    private void deliver(Arrival arrival) {
        switch (arrival.kind) {
            case POD -> health.podAnswered(now, engine);
            case KERNEL -> health.kernelAnswered(now);
            case POD_REFUSAL -> health.podRefused(now);
            case PATH -> health.pathAnswered(now, now - arrival.sentAt);
            case REFUSAL -> health.pathRefused(now);
        }
    }

    /** A token a second, six at most; what routing refuses costs two, one of ip_error() and one of icmp_send(). */
    private boolean mayRefuse(int cost) {
        tokens = Math.min(6, tokens + (now - tokensAt) / (double) SECOND);
        tokensAt = now;
        boolean may = tokens >= cost;
        tokens -= may ? cost : 0;
        return may;
    }

    private boolean lost() {
        return random.nextDouble() > (1 - lossEachWay) * (1 - lossEachWay);
    }

    private void note() {
        if (!verdicts.getLast().equals(health.verdict())) {
            verdicts.add(health.verdict());
        }
    }
}
