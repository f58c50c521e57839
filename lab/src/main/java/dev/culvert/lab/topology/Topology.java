package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.LabException;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The hosts of a laboratory, by name, in the order in which people read them. */
public final class Topology {
    /** Pods are spread over this many machines. */
    public static final int NODES = 2;

    private static final int POD = 5;
    private static final int FIRST_CLIENT = 10;
    private static final int FIRST_ROUTER = 100;
    private static final int FIRST_GATEWAY = 150;

    private final LabSpec spec;
    private final Map<String, Host> hosts = new LinkedHashMap<>();

    private Topology(LabSpec spec) {
        this.spec = spec;
        for (int i = 1; i <= spec.clients(); i++) {
            addPod(HostRole.CLIENT, i, FIRST_CLIENT + i);
        }
        for (int i = 1; i <= spec.routers(); i++) {
            addPod(HostRole.ROUTER, i, FIRST_ROUTER + i);
        }
        for (int i = 1; i <= gateways(spec); i++) {
            if (spec.routing() == Routing.UPLINK) {
                add(HostRole.GATEWAY, i, Addresses.externalGatewayV4(i), Addresses.externalGatewayV6(i));
            } else {
                addPod(HostRole.GATEWAY, i, FIRST_GATEWAY + i);
            }
        }
        addPod(HostRole.POD, 1, POD);
        for (int i = 1; i <= NODES; i++) {
            add(HostRole.NODE, i, Addresses.nodeV4(i), Addresses.nodeV6(i));
        }
        add(HostRole.CLUSTER, 1, Addresses.CLUSTER_V4, Addresses.CLUSTER_V6);
        put(new Host(
                "uplink",
                HostRole.UPLINK,
                1,
                Optional.empty(),
                Optional.of(Addresses.UPLINK_WAN_V4),
                Optional.of(Addresses.UPLINK_WAN_V6)));
        for (int i = 1; i <= spec.exits(); i++) {
            add(HostRole.EXIT, i, Addresses.exitV4(i), Addresses.exitV6(i));
        }
        for (int i = 1; i <= spec.remotes(); i++) {
            add(HostRole.REMOTE, i, Addresses.remoteV4(i), Addresses.remoteV6(i));
        }
        add(HostRole.DNS, 1, Addresses.DNS_V4, Addresses.DNS_V6);
        put(new Host("internet", HostRole.INTERNET, 1, Optional.empty(), Optional.empty(), Optional.empty()));
        put(new Host("switch", HostRole.SWITCH, 1, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** The hosts that {@code spec} asks for. */
    public static Topology of(LabSpec spec) {
        return new Topology(spec);
    }

    public LabSpec spec() {
        return spec;
    }

    /** Every host. */
    public List<Host> hosts() {
        return List.copyOf(hosts.values());
    }

    /** The hosts of one role, by index. */
    public List<Host> hosts(HostRole role) {
        return hosts.values().stream().filter(host -> host.role() == role).toList();
    }

    /** The host called {@code name}; an unknown one is refused with the names there are. */
    public Host host(String name) {
        Host found = hosts.get(name);
        if (found == null) {
            String known = hosts().stream().map(Host::name).collect(Collectors.joining(", "));
            throw new LabException("no host called %s in this lab; there are: %s".formatted(name, known));
        }
        return found;
    }

    /** The machine a pod runs on. */
    public Host nodeOf(Host pod) {
        return host(pod.node().orElseThrow(() -> new LabException(pod.name() + " is no pod")));
    }

    private static int gateways(LabSpec spec) {
        return spec.routing() == Routing.SIDECAR ? 0 : spec.exits();
    }

    private void addPod(HostRole role, int index, int number) {
        int node = 1 + (index - 1) % NODES;
        put(new Host(
                role.word() + "-" + index,
                role,
                index,
                Optional.of("node-" + node),
                Optional.of(Addresses.podNetV4(node) + number),
                Optional.of(Addresses.podNetV6(node) + number)));
    }

    private void add(HostRole role, int index, String v4, String v6) {
        put(new Host(role.word() + "-" + index, role, index, Optional.empty(), Optional.of(v4), Optional.of(v6)));
    }

    private void put(Host host) {
        hosts.put(host.name(), host);
    }
}
