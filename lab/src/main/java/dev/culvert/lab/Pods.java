package dev.culvert.lab;

import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.topology.Attachment;
import dev.culvert.lab.topology.Builder;
import dev.culvert.lab.topology.PodNetworks;
import dev.culvert.lab.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Pods come and go: their interfaces by CNI, then their programs. */
final class Pods {
    private final Topology topology;
    private final PodNetworks networks;
    private final Supervisor supervisor;

    Pods(Topology topology, Supervisor supervisor) {
        this.topology = topology;
        this.networks = new PodNetworks(topology);
        this.supervisor = supervisor;
    }

    /** Plugins of one node run one after the other, as they share its bridges; the nodes work side by side. */
    void attachAll() {
        var byNode = topology.hosts().stream()
                .filter(Host::isPod)
                .collect(Collectors.groupingBy(pod -> pod.node().orElseThrow()));
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> nodes = new ArrayList<>();
            byNode.values().forEach(ofNode -> nodes.add(executor.submit(() -> ofNode.forEach(this::attach))));
            for (Future<?> node : nodes) {
                node.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LabException known ? known : new LabException("cannot attach pods", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** Writes a host's files, runs what must come first, and starts its programs. */
    void launch(Host host, PodPrograms programs) {
        programs.files()
                .forEach((file, text) ->
                        HostFile.write(HostEntry.files(host.name()).resolve(file), text));
        for (List<String> command : programs.before()) {
            Programs.require(HostEntry.privileged(host, command), "");
        }
        programs.programs().forEach(program -> supervisor.run(host, program));
    }

    /** Takes a pod off the network, all at once. */
    void detach(Host pod) {
        networks.of(pod).reversed().forEach(Attachment::delete);
    }

    /** A pod of the same name and addresses in a fresh namespace; nothing runs in it yet. */
    void renew(Host pod) {
        Builder.renew(pod);
        attach(pod);
    }

    private void attach(Host pod) {
        networks.of(pod).forEach(Attachment::add);
    }
}
