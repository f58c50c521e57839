package dev.culvert.operator.report;

/** Reasons of conditions and events, beside those of {@code manifest.validation.Reason}. */
public enum Why {
    /** Nothing stands against the resource. */
    Valid(false),
    /** Every exit is healthy. */
    AllExitsHealthy(false),
    /** At least one exit takes flows. */
    ExitsHealthy(false),
    /** Some exit takes no flows. */
    ExitsDown(true),
    /** Nothing can leave, and nothing does. */
    NoExitHealthy(true),
    /** Some router does not forward. */
    RoutersDown(true),
    /** Some exit resolves no names; the others do. */
    ResolversDown(true),
    /** Some node's agent does not hold its networks as they should be. */
    NodesNotReady(true),
    /** The cluster's own names cannot be resolved. */
    ClusterDnsUnknown(true),
    /** Exits are healthy, but no router forwards to them: nothing can leave, and nothing does. */
    NoRouterReady(true),
    /** The tunnel is for clients' own pods, and none of them runs it now. */
    NotInUse(false),
    /** The tunnels are somebody else's, and nobody here watches them. */
    NotWatched(false),
    /** A pod holds the tunnel, and its agent has not told how it is. */
    NotMeasured(false),
    /** Of no exit anybody knows that it takes no flows; of some nobody knows anything. */
    NoneKnownDown(false),
    /** The policies are in place, and so is the lock in every pod. */
    Locked(false),
    /** There is no policy: none was made, or somebody has deleted it. */
    PolicyMissing(true),
    /** Pods run that have no lock of their own. */
    PodsWithoutLock(true),
    /** Every pod's traffic goes to the gateway, and every future pod's. */
    AllPodsAttached(false),
    /** Pods that were made before are being replaced. */
    RollingOut(false),
    /** Kubernetes does not make the workload's pods: a quota, a pod security level. */
    PodsRefused(true),
    /** There is no such workload. */
    WorkloadNotFound(true),
    /** A Job's template cannot be changed. */
    JobIsFixed(true),
    /** The gateway cannot carry traffic now. */
    GatewayNotReady(true),
    /** See the condition Invalid. */
    Invalid(true),
    /** See the condition Attached. */
    NotAttached(true),
    /** The gateway is gone, and the workload was let out as its owner wanted. */
    DetachedDirect(true),
    /** The resource is being deleted. */
    Deleting(false),
    /** The names have the healthy exits' addresses. */
    NamesKept(false),
    /** No exit is healthy, and the names have the last ones' addresses. */
    LastAddressesKept(true),
    /** No exit is healthy, and the names have no address, as was asked for. */
    NamesEmptied(true),
    /** Nothing to publish yet. */
    NoAddressKnown(false),
    /** The gateway is gone, and what it has published could not be taken back. */
    NamesLeft(true),
    /** Not published yet. */
    Publishing(false),
    /** No exit has a port for what is to be announced. */
    NoPortGiven(true),
    /** Somebody who should know a port does not. */
    NotTold(true),
    /** Nobody has been told yet. */
    Telling(false),
    /** Everybody knows. */
    Told(false),
    /** An exit takes flows again. */
    ExitUp(false),
    /** An exit takes no flows any more. */
    ExitDown(true),
    /** An exit has another address, or another port is forwarded to it. */
    ExitChanged(false),
    /** What was tried failed, and is tried again. */
    TryingAgain(true);

    private final boolean warning;

    Why(boolean warning) {
        this.warning = warning;
    }

    /** Whether somebody should look at it. */
    public boolean warning() {
        return warning;
    }
}
