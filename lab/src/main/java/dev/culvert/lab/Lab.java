package dev.culvert.lab;

import dev.culvert.lab.capture.Capture;
import dev.culvert.lab.capture.CaptureReport;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.lab.process.Finished;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostProcesses;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.lab.topology.Builder;
import dev.culvert.lab.topology.ClientNetwork;
import dev.culvert.lab.topology.Topology;
import dev.culvert.lab.tunnel.Tunnels;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A running laboratory. It needs a process that is root in its own user, network, mount and pid namespaces with an
 * empty /run: the daemon behind {@code culvert lab up}, or a test's JVM. There is one in such a process at a time.
 */
public final class Lab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Topology topology;
    private final PodPrograms.Chooser chooser;
    private final Supervisor supervisor = new Supervisor();
    private final Pods pods;
    private final Tunnels tunnels;
    private final Failures failures;
    private final Internet internet;
    private Optional<Capture> capture = Optional.empty();

    private Lab(Topology topology, PodPrograms.Chooser chooser) {
        this.topology = topology;
        this.chooser = chooser;
        this.pods = new Pods(topology, supervisor);
        this.tunnels = new Tunnels(topology, supervisor);
        this.failures = new Failures(supervisor, pods, tunnels, this::launch);
        this.internet = new Internet(topology, supervisor);
    }

    /** Builds and starts everything; silently. */
    public static Lab up(LabSpec spec) {
        return up(spec, line -> {});
    }

    /**
     * Builds and starts everything, with all that Culvert runs.
     *
     * @param progress is told what is being done, a line at a time
     * @throws LabException if something fails; what was made by then is removed
     */
    public static Lab up(LabSpec spec, Consumer<String> progress) {
        Lab lab = up(spec, CulvertPrograms::of, progress);
        try {
            progress.accept("tunnels and routers");
            lab.awaitReady(PATIENCE);
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /**
     * Waits until a packet went through each tunnel, routers are ready and each VIP is held.
     *
     * @throws LabException naming what is not ready in time
     */
    public void awaitReady(Duration patience) {
        await(patience, this::missing);
    }

    private void await(Duration patience, Supplier<List<String>> lacks) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> missing = lacks.get();
        while (!missing.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                String words = topology.hosts().stream()
                        .map(HostFiles::lastWords)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("\n"));
                throw new LabException("not ready within %d s: %s\n%s"
                        .formatted(patience.toSeconds(), String.join("; ", missing), words));
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted", e);
            }
            missing = lacks.get();
        }
    }

    private List<String> missing() {
        return Readiness.missing(hostStatuses(), clientNetwork().plan().counts().egressVips());
    }

    /**
     * Builds and starts everything, with programs of the caller's choice.
     *
     * @param chooser tells what runs in each host
     * @param progress is told what is being done, a line at a time
     * @throws LabException if something fails; what was made by then is removed
     */
    public static Lab up(LabSpec spec, PodPrograms.Chooser chooser, Consumer<String> progress) {
        Lab lab = new Lab(Topology.of(spec), chooser);
        try {
            lab.build(progress);
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** The capture comes before the first pod, and what guards a client before the client. */
    private void build(Consumer<String> progress) {
        progress.accept(
                "links and routes of %d hosts".formatted(topology.hosts().size()));
        topology.hosts().forEach(host -> HostFiles.write(topology, host));
        new Builder(topology).build();
        capture = Optional.of(Capture.start(topology, tunnels.all()));
        progress.accept("the internet: %d exits, %d remotes, name server".formatted(spec().exits(), spec().remotes()));
        internet.start();
        tunnels.start();
        progress.accept("pods, by CNI");
        // CNI would make a node's bridge where the node's agent has not.
        topology.hosts(HostRole.NODE).forEach(this::launch);
        await(
                PATIENCE,
                () -> Readiness.missing(
                        hostStatuses().stream()
                                .filter(host -> host.role().equals("node"))
                                .toList(),
                        0));
        pods.attachAll();
        progress.accept("programs");
        topology.hosts().stream().filter(host -> host.role() != HostRole.NODE).forEach(this::launch);
    }

    private void launch(Host host) {
        pods.launch(host, chooser.of(this, host));
    }

    /** What was asked for. */
    public LabSpec spec() {
        return topology.spec();
    }

    /** The hosts and their addresses. */
    public Topology topology() {
        return topology;
    }

    /** The network of routing network: who has which address on {@code net1}, the VIPs, the MTU. */
    public ClientNetwork clientNetwork() {
        return new ClientNetwork(spec());
    }

    /** The tunnels, and where their settings files are. */
    public Tunnels tunnels() {
        return tunnels;
    }

    /** A remote's services, which know who came to them. */
    public RemoteServices remote(String name) {
        return internet.services(topology.host(name));
    }

    /** Runs a program in a host, as {@code culvert lab exec} does, and waits for it. */
    public Finished exec(String host, String... command) {
        return Programs.run(HostEntry.command(topology.host(host), List.of(command)), "");
    }

    /** Starts a program in a host, with {@code builder}'s own redirections; the caller ends it. */
    public Process start(String host, ProcessBuilder builder) throws IOException {
        List<String> command = builder.command();
        try {
            return builder.command(HostEntry.command(topology.host(host), command))
                    .start();
        } finally {
            builder.command(command);
        }
    }

    /** What must be put before a command so that it runs in {@code host}, by a process inside the laboratory. */
    public List<String> entry(String host) {
        return HostEntry.command(topology.host(host), List.of());
    }

    /** A host's network, for sockets of this JVM; the caller closes it. */
    public NetworkNamespace namespace(String host) {
        return NetworkNamespace.open(topology.host(host).name());
    }

    /** Makes a host fail; one that has failed in this way already stays as it is. */
    public void fail(String host, FailureMode how) {
        failures.fail(topology.host(host), how);
    }

    /** Undoes a failure; a host that has not failed stays as it is. */
    public void heal(String host) {
        failures.heal(topology.host(host));
    }

    /** What passed the uplink outside tunnels since the start, up to now. */
    public CaptureReport capture() {
        return capture.orElseThrow(() -> new LabException("the lab is not up")).report();
    }

    /** What is true now. */
    public LabStatus status() {
        return new LabStatus(topology.spec(), hostStatuses(), tunnels.flows(), capture());
    }

    private List<HostStatus> hostStatuses() {
        return topology.hosts().stream()
                .map(host -> HostFiles.status(host, failures.of(host), supervisor.programs(host)))
                .toList();
    }

    /** Ends all programs and removes every host. */
    @Override
    public void close() {
        supervisor.close();
        internet.close();
        capture.ifPresent(Capture::close);
        for (Host host : topology.hosts()) {
            if (Files.exists(HostEntry.namespace(host.name()))) {
                HostProcesses.signal(host.name(), "KILL");
                NetworkNamespace.delete(host.name());
            }
        }
    }
}
