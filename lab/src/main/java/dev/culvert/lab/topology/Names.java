package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which names are known where: a pod's hosts file names itself and the site's own, the name server names everybody. */
public final class Names {
    private Names() {}

    /** A host's /etc/hosts. */
    public static String hostsFile(Topology topology, Host host) {
        Stream<Host> known = Stream.concat(Stream.of(host), topology.hosts(HostRole.CLUSTER).stream())
                .distinct();
        return "127.0.0.1 localhost\n::1 localhost ip6-localhost\n"
                + known.map(Names::lines).collect(Collectors.joining());
    }

    /** A host's /etc/resolv.conf. */
    public static String resolvConf() {
        return "nameserver " + Addresses.DNS_V4 + "\noptions timeout:2 attempts:2\n";
    }

    /** All names of the laboratory, as the name server is told them. */
    public static String all(Topology topology) {
        return topology.hosts().stream().map(Names::lines).collect(Collectors.joining());
    }

    private static String lines(Host host) {
        return Stream.of(host.v4(), host.v6())
                .flatMap(Optional::stream)
                .map(address -> address + " " + host.name() + "\n")
                .collect(Collectors.joining());
    }
}
