package dev.culvert.lab;

import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.service.NameServer;
import dev.culvert.lab.topology.Names;
import dev.culvert.lab.topology.Topology;

/** What runs on the internet. */
final class Internet {
    private Internet() {}

    static void start(Topology topology, Supervisor supervisor) {
        for (Host dns : topology.hosts(HostRole.DNS)) {
            HostFiles.write(NameServer.names(dns), Names.all(topology));
            supervisor.run(dns, NameServer.program(dns));
        }
    }
}
