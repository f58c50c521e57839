package dev.culvert.lab;

import dev.culvert.lab.process.Finished;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostProcesses;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.topology.Builder;
import dev.culvert.lab.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A running laboratory. It needs a process that is root in its own user, network, mount and pid namespaces with an
 * empty /run: the daemon behind {@code culvert lab up}, or a test's JVM. There is one in such a process at a time.
 */
public final class Lab implements AutoCloseable {
    private final Topology topology;
    private final Supervisor supervisor = new Supervisor();
    private final Pods pods;

    private Lab(Topology topology) {
        this.topology = topology;
        this.pods = new Pods(topology, supervisor);
    }

    /** Builds and starts everything; silently. */
    public static Lab up(LabSpec spec) {
        return up(spec, line -> {});
    }

    /**
     * Builds and starts everything.
     *
     * @param progress is told what is being done, a line at a time
     * @throws LabException if something fails; what was made by then is removed
     */
    public static Lab up(LabSpec spec, Consumer<String> progress) {
        Lab lab = new Lab(Topology.of(spec));
        try {
            lab.build(progress);
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void build(Consumer<String> progress) {
        progress.accept(
                "links and routes of %d hosts".formatted(topology.hosts().size()));
        for (Host host : topology.hosts()) {
            HostFiles.write(topology, host);
        }
        new Builder(topology).build();
        progress.accept("the internet's services");
        Internet.start(topology, supervisor);
        progress.accept("pods");
        attachPods();
    }

    /** Plugins of one node run one after the other, as they share its bridges; the nodes work side by side. */
    private void attachPods() {
        var byNode = topology.hosts().stream()
                .filter(Host::isPod)
                .collect(Collectors.groupingBy(pod -> pod.node().orElseThrow()));
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> attached = new ArrayList<>();
            byNode.values().forEach(ofNode -> attached.add(executor.submit(() -> ofNode.forEach(pods::attach))));
            for (Future<?> future : attached) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof LabException lab ? lab : new LabException("cannot attach pods", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new LabException("interrupted", e);
                }
            }
        }
    }

    /** What was asked for. */
    public LabSpec spec() {
        return topology.spec();
    }

    /** The hosts and their addresses. */
    public Topology topology() {
        return topology;
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

    /** What is true now. */
    public LabStatus status() {
        Function<Host, HostStatus> describe = host -> HostFiles.status(host, supervisor);
        return new LabStatus(
                topology.spec(), topology.hosts().stream().map(describe).toList());
    }

    /** Ends all programs and removes every host. */
    @Override
    public void close() {
        supervisor.close();
        for (Host host : topology.hosts()) {
            if (Files.exists(HostEntry.namespace(host.name()))) {
                HostProcesses.signal(host.name(), "KILL");
                Programs.run(List.of("ip", "netns", "del", host.name()), "");
            }
        }
    }
}
