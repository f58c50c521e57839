package dev.culvert.lab;

import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostProcesses;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.tunnel.ExitEnd;
import dev.culvert.lab.tunnel.Tunnel;
import dev.culvert.lab.tunnel.Tunnels;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes hosts fail, and heals them. */
final class Failures {
    private static final Set<HostRole> WITH_PROCESSES = EnumSet.of(
            HostRole.CLIENT,
            HostRole.ROUTER,
            HostRole.GATEWAY,
            HostRole.POD,
            HostRole.NODE,
            HostRole.EXIT,
            HostRole.DNS);

    private final Supervisor supervisor;
    private final Pods pods;
    private final Tunnels tunnels;
    private final Consumer<Host> launch;
    private final Map<Host, FailureMode> failed = new ConcurrentHashMap<>();

    /**
     * @param launch starts a host's programs in a fresh namespace
     */
    Failures(Supervisor supervisor, Pods pods, Tunnels tunnels, Consumer<Host> launch) {
        this.supervisor = supervisor;
        this.pods = pods;
        this.tunnels = tunnels;
        this.launch = launch;
    }

    /** How {@code host} was made to fail, if it was. */
    Optional<FailureMode> of(Host host) {
        return Optional.ofNullable(failed.get(host));
    }

    /** Makes {@code host} fail; one that has failed in this way already stays as it is. */
    synchronized void fail(Host host, FailureMode how) {
        refuseUnsuitable(host, how);
        if (of(host).filter(how::equals).isPresent()) {
            return;
        }
        heal(host);
        failed.put(host, how);
        switch (how) {
            case KILL -> {
                supervisor.abandon(host);
                HostProcesses.signal(host.name(), "KILL");
                removeKernelTunnels(host);
                HostFiles.forget(host);
                if (host.role() == HostRole.ROUTER) {
                    pods.detach(host);
                }
            }
            case HANG -> HostProcesses.signal(host.name(), "STOP");
            case BLACKHOLE -> ends(host).forEach(ExitEnd::swallow);
        }
    }

    /** The kernel's own engine is no process that could be killed. */
    private static void removeKernelTunnels(Host host) {
        Programs.require(
                HostEntry.shell(host.name()),
                "ip -o link show type wireguard | cut -d: -f2 | xargs -r -n1 ip link delete\n");
    }

    /** Undoes a failure; a host that has not failed stays as it is. */
    synchronized void heal(Host host) {
        FailureMode how = failed.remove(host);
        if (how == null) {
            return;
        }
        switch (how) {
            case KILL -> revive(host);
            case HANG -> HostProcesses.signal(host.name(), "CONT");
            case BLACKHOLE -> ends(host).forEach(ExitEnd::swallowNoMore);
        }
    }

    private void revive(Host host) {
        switch (host.role()) {
            case ROUTER -> {
                pods.renew(host);
                launch.accept(host);
            }
            case EXIT -> {
                tunnels.end(host).start();
                tunnels.end(host).configure();
            }
            default -> supervisor.resume(host);
        }
    }

    private List<ExitEnd> ends(Host host) {
        if (host.role() == HostRole.EXIT) {
            return List.of(tunnels.end(host));
        }
        return tunnels.heldBy(host).stream().map(Tunnel::exit).map(tunnels::end).toList();
    }

    private void refuseUnsuitable(Host host, FailureMode how) {
        Set<FailureMode> suitable = EnumSet.noneOf(FailureMode.class);
        if (WITH_PROCESSES.contains(host.role())) {
            suitable.addAll(EnumSet.of(FailureMode.KILL, FailureMode.HANG));
        }
        if (host.role() == HostRole.EXIT && !tunnels.end(host).isProcess()) {
            suitable.remove(FailureMode.HANG);
        }
        if (!ends(host).isEmpty()) {
            suitable.add(FailureMode.BLACKHOLE);
        }
        if (!suitable.contains(how)) {
            String ways = suitable.stream().map(FailureMode::word).collect(Collectors.joining(", "));
            throw new LabException("%s cannot fail by %s%s"
                    .formatted(host.name(), how.word(), ways.isEmpty() ? "" : "; it can by: " + ways));
        }
    }
}
