package dev.culvert.lab.standin;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.agent.gluetun.VpnStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The tunnel that a stand-in gluetun pretends to hold, and how late each version notices that it died. The laboratory's real
 * tunnel lives elsewhere; whoever breaks that one tells this one.
 */
public final class StandInTunnel {

    private static final Duration NOTICED_BEFORE_3_41 = Duration.ofSeconds(7);
    private static final Duration NOTICED_FROM_3_41 = Duration.ofMinutes(3);

    private final GluetunVersion version;
    private final InstantSource clock;
    private VpnStatus status = VpnStatus.STARTING;
    private String publicIp = "";
    private List<Integer> ports = List.of();
    private boolean everUp;
    private Optional<Instant> diedAt = Optional.empty();

    public StandInTunnel(GluetunVersion version, InstantSource clock) {
        this.version = version;
        this.clock = clock;
    }

    /** The tunnel carries packets, seen from the internet as {@code address}, and the provider forwards these ports. */
    public synchronized void up(String address, List<Integer> forwarded) {
        status = VpnStatus.RUNNING;
        publicIp = address;
        ports = List.copyOf(forwarded);
        everUp = true;
        diedAt = Optional.empty();
    }

    /** The tunnel swallows packets from now on. gluetun goes on saying "running", and healthy until it notices. */
    public synchronized void die() {
        diedAt = Optional.of(clock.instant());
    }

    /** It is being started again. */
    public synchronized void down() {
        gone(VpnStatus.STOPPING);
    }

    /** The VPN program ended by itself. */
    public synchronized void crash() {
        gone(VpnStatus.CRASHED);
    }

    /** PUT of a status: what gluetun answers as outcome. A crashed tunnel obeys nobody. */
    synchronized String command(VpnStatus wanted) {
        if (status == wanted || status == VpnStatus.CRASHED) {
            return "already " + status.word();
        }
        if (wanted == VpnStatus.STOPPED) {
            gone(VpnStatus.STOPPED);
        } else {
            status = VpnStatus.RUNNING;
        }
        return status.word();
    }

    synchronized VpnStatus status() {
        return status;
    }

    synchronized String publicIp() {
        return publicIp;
    }

    /** The body of the port forwarding route, whose shape is the version's. */
    synchronized String portsAsJson() {
        if (version.compareTo(GluetunVersion.V3_41_2) >= 0) {
            int first = ports.isEmpty() ? 0 : ports.getFirst();
            return "{\"port\":" + first + ",\"ports\":" + (everUp ? compact(ports) : "null") + "}";
        }
        return ports.size() > 1
                ? "{\"ports\":" + compact(ports) + "}"
                : "{\"port\":" + (ports.isEmpty() ? 0 : ports.getFirst()) + "}";
    }

    /** What the health page complains of; empty is healthy. */
    synchronized Optional<String> complaint() {
        if (status != VpnStatus.RUNNING || publicIp.isEmpty()) {
            return Optional.of("healthcheck did not run yet");
        }
        Duration delay = version.compareTo(GluetunVersion.V3_41_0) < 0 ? NOTICED_BEFORE_3_41 : NOTICED_FROM_3_41;
        return diedAt.filter(died -> !clock.instant().isBefore(died.plus(delay)))
                .map(died -> "dialing: dial tcp4 1.1.1.1:443: i/o timeout");
    }

    private void gone(VpnStatus now) {
        status = now;
        publicIp = "";
        ports = List.of();
    }

    private static String compact(List<Integer> ports) {
        return ports.toString().replace(" ", "");
    }
}
