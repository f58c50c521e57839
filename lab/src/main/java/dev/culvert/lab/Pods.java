package dev.culvert.lab;

import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.topology.Attachment;
import dev.culvert.lab.topology.PodNetworks;
import dev.culvert.lab.topology.Topology;

/** Pods come and go: their interfaces by CNI, then their programs. */
final class Pods {
    private final PodNetworks networks;
    private final Supervisor supervisor;

    Pods(Topology topology, Supervisor supervisor) {
        this.networks = new PodNetworks(topology);
        this.supervisor = supervisor;
    }

    /** Gives a pod its interfaces. */
    void attach(Host pod) {
        networks.of(pod).forEach(Attachment::add);
    }

    /** Takes a pod's interfaces away, last first. */
    void detach(Host pod) {
        networks.of(pod).reversed().forEach(Attachment::delete);
        supervisor.abandon(pod);
    }
}
