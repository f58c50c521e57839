package dev.culvert.agent.gluetun;

import java.util.Locale;
import java.util.Optional;

/** What gluetun's VPN loop says it is doing. Under WireGuard {@link #RUNNING} means only that the interface is up. */
public enum VpnStatus {
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    CRASHED,
    COMPLETED;

    /** The status of that name, as gluetun writes it. */
    public static Optional<VpnStatus> of(String word) {
        for (VpnStatus status : values()) {
            if (status.word().equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** As gluetun writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
