package dev.culvert.agent.health;

import dev.culvert.model.health.HealthSettings;

/**
 * The health of one gateway as a router sees it. Feed it what happens, call {@link #tick} whenever {@link #nextTick} has come, and
 * send what that asks for. Every {@code now} and round trip is nanoseconds of one monotonic clock, such as
 * {@link System#nanoTime}. Not thread-safe: one loop owns it, and reads waiting answers before it ticks.
 *
 * <p>Life is an answer of the pod or of the path; a dead agent with a living tunnel stays healthy. Down at once when the engine
 * says so repeatedly or the gateway refuses packets; when both fall silent; or when the path alone stays silent longer. A pod whose
 * kernel answers, while nothing that runs in it does, waits for a processor: that takes longer to mean down. Up only
 * after packets came back in a row for as long as the hold-down wants. Losses do not bring it down because a witness that misses
 * one answer is asked again many times before its time is over.
 */
public final class ExitHealth {

    private static final long MILLIS = 1_000_000;

    /** A loop that comes this much too late was not running, and its deafness is not held against the gateway. */
    private static final long STALL = 50 * MILLIS;
    /** The least time a probe may be away before its path is looked at more closely. */
    private static final long LEAST_PATIENCE = 300 * MILLIS;
    /** The most that a slow path may stretch the time of silence that means death. */
    private static final long LONGEST_STRETCH = 400 * MILLIS;
    /** The last fifth of the probe silence is spent asking as fast as allowed: the verdict that follows ends flows. */
    private static final int LAST_RESORT_SHARE = 5;
    /** Two packets refused, with none carried in between. One alone may be the tail of an earlier state. */
    private static final int REFUSALS = 2;
    /** Probe silences that a gateway may take to answer often enough, if anything comes back from it at all. */
    private static final int SLOWEST_START = 4;

    private final Timing timing;
    private final HoldDown holdDown;
    private final Engine engine;
    private final Signal pod;
    private final Signal kernel;
    private final Signal path;

    private Verdict verdict;
    private long lastSeen;
    private long nextTick;
    private long listeningSince;
    private long smoothedRtt;
    /** Packets have been coming back since {@link #aliveSince}, whatever the verdict. */
    private boolean alive;

    private long aliveSince;
    private boolean everFell;
    private long fellAt;
    private int answersInRow;
    private int refusals;
    /** The pod's kernel refused a heartbeat, and none was answered since. */
    private boolean agentGone;

    /** A gateway that nothing is known of yet. */
    public ExitHealth(HealthSettings settings, long now) {
        timing = Timing.of(settings);
        holdDown = new HoldDown(timing);
        engine = new Engine(timing);
        pod = new Signal(now);
        kernel = new Signal(now);
        path = new Signal(now);
        verdict = new Verdict.Starting(now);
        lastSeen = now;
        nextTick = now;
        listeningSince = now;
    }

    /** The gateway's agent answered a heartbeat, with a fresh reading of its engine. */
    public void podAnswered(long now, EngineReport report) {
        listened(now);
        pod.answered(now, now);
        agentGone = false;
        engine.reported(now, report);
        judge(now);
    }

    /**
     * The pod's kernel refused a heartbeat: no agent listens. Its tunnel may live on, so probes ask for that at once. A kernel says only so
     * often that it refuses (icmp_ratelimit: six times, then once a second), so no more heartbeats than needed are in probes' way.
     */
    public void podRefused(long now) {
        listened(now);
        agentGone = true;
        judge(now);
    }

    /** The pod's kernel answered a ping: the pod is there, whatever its programs do. */
    public void kernelAnswered(long now) {
        listened(now);
        kernel.answered(now, now);
        judge(now);
    }

    /** A probe came back through the tunnel, {@code rtt} nanoseconds after it was sent. */
    public void pathAnswered(long now, long rtt) {
        listened(now);
        if (rtt > timing.probeSilence() || (everFell && now - rtt - fellAt < 0)) {
            return; // carried by what the tunnel was before, which proves nothing about now
        }
        if (now - rtt - listeningSince >= 0) {
            smoothedRtt = smoothedRtt == 0 ? rtt : smoothedRtt + (rtt - smoothedRtt) / 8;
        }
        path.answered(now, now - rtt);
        refusals = 0;
        answersInRow++;
        if (!alive) {
            alive = true;
            aliveSince = now;
        }
        judge(now);
    }

    /** The gateway itself refused a probe (ICMP unreachable or a reset): it has no tunnel to put it into. */
    public void pathRefused(long now) {
        listened(now);
        refusals++;
        judge(now);
    }

    /** The engine's state, learned by another way than a heartbeat. */
    public void engineReported(long now, EngineReport report) {
        listened(now);
        engine.reported(now, report);
        judge(now);
    }

    /** Lets time pass. The caller sends at once what is due. */
    public Due tick(long now) {
        listened(now);
        judge(now);
        boolean heartbeat = pod.untilDue(now, heartbeatInterval(now)) <= 0;
        boolean probe = path.untilDue(now, probeInterval(now)) <= 0;
        if (heartbeat) {
            pod.sent(now);
        }
        if (probe) {
            path.sent(now);
        }
        plan(now);
        return new Due(heartbeat, heartbeat && alive && podSilent(now), probe);
    }

    /** When {@link #tick} is to be called next, unless something happens earlier. Every event may bring it forward. */
    public long nextTick() {
        return nextTick;
    }

    /** What is true now; the same object until it changes. */
    public Verdict verdict() {
        return verdict;
    }

    /**
     * Whether a gateway of which nothing was known may still turn out to be healthy: packets come back, though not yet often enough, or
     * nobody has waited for them for as long as silence takes to mean down. It is decided after four times that at the latest.
     */
    public boolean isUndecided(long now) {
        return verdict instanceof Verdict.Starting(long since)
                // As of when it was last listened to: what waits to be read, or was not waited for, is no silence.
                && path.silence(lastSeen) < timing.probeSilence()
                && now - since < SLOWEST_START * timing.probeSilence();
    }

    /**
     * Nobody else carries packets: if this one does, it is trusted at once. The hold-down spares flows an exit that may soon fall again;
     * where all are held down, every flow would be refused instead.
     */
    public void endHoldDown(long now) {
        if (carries(now)) {
            verdict = new Verdict.Healthy(now);
            plan(now);
        }
    }

    /** The smoothed round trip through the tunnel in nanoseconds; 0 before the first answer. */
    public long smoothedRtt() {
        return smoothedRtt;
    }

    /** What each witness says, and what a fallen exit waits for; for people. */
    public String details(long now) {
        StringBuilder text = new StringBuilder(96);
        text.append(podSilent(now) ? "agent silent for " : "agent answered ").append(seconds(pod.silence(now)));
        text.append(podSilent(now) ? "; " : " ago; ").append(engine.word(now).sentence());
        text.append(alive ? "; path answered " : "; path silent for ").append(seconds(path.silence(now)));
        text.append(alive ? " ago, round trip " + seconds(smoothedRtt) : "");
        if (alive && !(verdict instanceof Verdict.Healthy)) {
            long left = Math.max(0, holdDown.nanos() - (now - aliveSince));
            text.append("; held down for ").append(seconds(left)).append(" more");
        }
        return text.toString();
    }

    private void listened(long now) {
        long late = now - (nextTick - lastSeen > 0 ? nextTick : lastSeen);
        if (late > STALL) {
            pod.forgive(late);
            kernel.forgive(late);
            path.forgive(late);
            listeningSince = now; // an answer that waited for us meanwhile says nothing of the path's speed
        }
        lastSeen = now;
    }

    private void judge(long now) {
        if (path.unanswered(now, patience())) {
            answersInRow = 0;
        }
        if (engine.down(now) || refusals >= REFUSALS) {
            fall(now, Witness.ENGINE);
        } else if (alive && lifeSilence(now) >= longestLifeSilence(now)) {
            fall(now, Witness.POD);
        } else if (alive && path.silence(now) >= timing.probeSilence()) {
            fall(now, Witness.PROBE);
        } else if (risen(now)) {
            verdict = new Verdict.Healthy(now);
        }
        plan(now);
    }

    private boolean risen(long now) {
        return carries(now) && now - aliveSince >= holdDown.nanos();
    }

    /** Not trusted yet, though nothing but the hold-down stands against it. */
    private boolean carries(long now) {
        return alive
                && !(verdict instanceof Verdict.Healthy)
                && engine.word(now) != EngineReport.DOWN // one word is enough to wait, though not to fall
                && answersInRow >= timing.rise();
    }

    private void fall(long now, Witness witness) {
        alive = false;
        answersInRow = 0;
        refusals = 0;
        path.settle();
        everFell = true;
        fellAt = now;
        if (verdict instanceof Verdict.Healthy(long since)) {
            holdDown.fell(now - since);
            verdict = new Verdict.Down(now, witness);
        }
    }

    private long heartbeatInterval(long now) {
        if (agentGone) {
            return timing.engineInterval();
        }
        return alive && podSilent(now) ? timing.probeBurstInterval() : timing.podInterval();
    }

    private long probeInterval(long now) {
        if (alive && (refusals > 0 || agentGone || podSilent(now) || path.silence(now) >= lastResort())) {
            return timing.probeBurstInterval();
        }
        return switch (verdict) {
            case Verdict.Starting _ -> alive ? timing.probeBurstInterval() : timing.podInterval();
            case Verdict.Down _ -> timing.probeSuspectInterval();
            case Verdict.Healthy _ ->
                path.unanswered(now, patience()) ? timing.probeSuspectInterval() : timing.probeInterval();
        };
    }

    /** The tick after which something may be different: a question due, an answer overdue, a silence over, a hold-down over. */
    private void plan(long now) {
        long wait = Math.min(pod.untilDue(now, heartbeatInterval(now)), path.untilDue(now, probeInterval(now)));
        if (alive) {
            wait = Math.min(wait, pod.untilUnanswered(now, timing.probeBurstInterval()));
            wait = Math.min(wait, path.untilUnanswered(now, patience()));
            wait = Math.min(wait, longestLifeSilence(now) - lifeSilence(now));
            wait = Math.min(
                    wait,
                    (path.silence(now) < lastResort() ? lastResort() : timing.probeSilence()) - path.silence(now));
            if (!(verdict instanceof Verdict.Healthy) && now - aliveSince < holdDown.nanos()) {
                wait = Math.min(wait, holdDown.nanos() - (now - aliveSince));
            }
        }
        nextTick = now + Math.max(0, wait);
    }

    private boolean podSilent(long now) {
        return pod.unanswered(now, timing.probeBurstInterval());
    }

    private long patience() {
        return Math.max(LEAST_PATIENCE, 2 * smoothedRtt);
    }

    private long lifeSilence(long now) {
        return Math.min(pod.silence(now), path.silence(now));
    }

    private long longestLifeSilence(long now) {
        long silence = Math.max(timing.podSilence(), Math.min(2 * smoothedRtt, LONGEST_STRETCH));
        return isStarved(now) ? Math.max(silence, timing.starvedSilence()) : silence;
    }

    /** Only pings tell: a kernel that refuses heartbeats says that the agent is dead, not that it waits. */
    private boolean isStarved(long now) {
        return !agentGone && kernel.silence(now) < timing.podSilence();
    }

    private long lastResort() {
        return timing.probeSilence() - timing.probeSilence() / LAST_RESORT_SHARE;
    }

    private static String seconds(long nanos) {
        // Many a second, so without a Formatter.
        long millis = (Math.max(0, nanos) + MILLIS / 2) / MILLIS;
        return millis / 1000 + "." + Long.toString(1000 + millis % 1000).substring(1) + " s";
    }
}
