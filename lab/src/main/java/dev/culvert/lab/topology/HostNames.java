package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which names are known where: a pod's hosts file names itself and the site's own, the name server names everybody. */
public final class HostNames {
    private HostNames() {}

    /** A host's /etc/hosts. */
    public static String hostsFile(Topology topology, Host host) {
        Stream<Host> known = Stream.concat(Stream.of(host), topology.hosts(HostRole.CLUSTER).stream())
                .distinct();
        return "127.0.0.1 localhost\n::1 localhost ip6-localhost\n"
                + known.map(HostNames::lines).collect(Collectors.joining());
    }

    /** A host's /etc/resolv.conf; in a cluster, a pod's is as the kubelet writes it. */
    public static String resolvConf(Topology topology, Host host) {
        return host.isPod() && topology.spec().tuning().names().inCluster()
                ? "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver "
                        + Addresses.CLUSTER_DNS + "\noptions ndots:5 timeout:2 attempts:2\n"
                : "nameserver " + Addresses.DNS_V4 + "\noptions timeout:2 attempts:2\n";
    }

    private static String lines(Host host) {
        return Stream.of(host.v4(), host.v6())
                .flatMap(Optional::stream)
                .map(address -> address + " " + host.name() + "\n")
                .collect(Collectors.joining());
    }
}
