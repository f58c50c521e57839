package dev.culvert.lab;

import dev.culvert.lab.process.Supervisor;
import dev.culvert.lab.service.NameServer;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.lab.topology.Topology;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What runs on the internet, and the cluster's DNS. */
final class Internet implements AutoCloseable {
    private final Topology topology;
    private final Supervisor supervisor;
    private final Map<Host, RemoteServices> services = new LinkedHashMap<>();

    Internet(Topology topology, Supervisor supervisor) {
        this.topology = topology;
        this.supervisor = supervisor;
    }

    void start() {
        for (Host dns : topology.hosts(HostRole.DNS)) {
            supervisor.run(dns, NameServer.ofInternet(dns, topology));
        }
        for (Host cluster : topology.hosts(HostRole.CLUSTER)) {
            supervisor.run(cluster, NameServer.ofCluster(cluster, topology));
        }
        for (Host remote : topology.hosts(HostRole.REMOTE)) {
            services.put(remote, RemoteServices.start(remote));
        }
    }

    RemoteServices services(Host remote) {
        return Optional.ofNullable(services.get(remote))
                .orElseThrow(() -> new LabException(remote.name() + " is no remote"));
    }

    @Override
    public void close() {
        services.values().forEach(RemoteServices::close);
    }
}
