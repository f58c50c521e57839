package dev.culvert.manifest.validation;

/** Why a resource is not fulfilled, as conditions name it, and the condition that says so. */
public enum Reason {
    /** A field that cannot be used. */
    InvalidSpec("Invalid"),
    /** A network that others use. */
    NetworkOverlap("Invalid"),
    /** A VXLAN identifier that another gateway has. */
    VxlanIdTaken("Invalid"),
    /** A pod's name that another gateway's pod has. */
    PodNameTaken("Invalid"),
    /** A port that another client has claimed. */
    PortTaken("Invalid"),
    /** Somebody who keeps one port's number, and whom an older client tells its own. */
    RecipientTaken("Invalid"),
    /** A tunnel of one pod, which another client's pod has. */
    TunnelTaken("Invalid"),
    /** A workload that this routing method cannot serve. */
    WorkloadNotSuited("Invalid"),
    /** The gateway's owner does not let this namespace in. */
    NamespaceNotAllowed("Attached"),
    /** There is no such VpnGateway, or it is itself invalid. */
    GatewayNotFound("Attached"),
    /** A name that another gateway keeps. */
    NameTaken("NamesPublished"),
    /** There is no such Secret, or not that key in it. */
    SecretNotFound("Degraded");

    private final String condition;

    Reason(String condition) {
        this.condition = condition;
    }

    /** The condition's type. */
    public String condition() {
        return condition;
    }

    /** Whether the resource is served all the same, but for the one thing that is another's. */
    public boolean goesWithout() {
        return this == PortTaken || this == RecipientTaken;
    }

    /** Whether it must not be served any longer, whatever else stands against it. */
    public boolean closes() {
        return condition.equals("Attached") || this == TunnelTaken;
    }

    /** Whether a later change elsewhere, and not of the resource itself, may heal it. */
    public boolean waits() {
        return this != InvalidSpec && this != WorkloadNotSuited;
    }
}
