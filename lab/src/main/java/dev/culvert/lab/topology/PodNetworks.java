package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which interfaces a pod gets, and from which CNI plugin. */
public final class PodNetworks {
    private static final String SECOND = "net1";

    private final Topology topology;

    public PodNetworks(Topology topology) {
        this.topology = topology;
    }

    /** The interfaces of {@code pod}, in the order in which they are made. */
    public List<Attachment> of(Host pod) {
        List<Attachment> attachments = new ArrayList<>();
        attachments.add(cluster(pod));
        Routing routing = topology.spec().routing();
        boolean client = pod.role() == HostRole.CLIENT;
        if (routing == Routing.NETWORK && pod.role() != HostRole.POD) {
            attachments.add(clientNetwork(pod));
        } else if (routing == Routing.UPLINK && client) {
            attachments.add(vpnLan(pod));
        }
        return attachments;
    }

    /** The cluster's own network: eth0 with the default routes. Nodes do not masquerade, so the uplink sees who it was. */
    private Attachment cluster(Host pod) {
        int node = topology.nodeOf(pod).index();
        Map<String, Object> addresses = ipam(
                List.of(
                        address(pod.v4().orElseThrow() + "/24", Addresses.podNetV4(node) + 1),
                        address(pod.v6().orElseThrow() + "/64", Addresses.podNetV6(node) + 1)),
                List.of(Map.of("dst", "0.0.0.0/0"), Map.of("dst", "::/0")));
        return attach(
                pod,
                Host.PRIMARY,
                Map.of("type", "bridge", "bridge", "cni0", "isGateway", true, "mtu", mtu(), "ipam", addresses));
    }

    private Attachment clientNetwork(Host pod) {
        ClientNetwork network = new ClientNetwork(topology.spec());
        String own = network.address(pod) + "/" + network.plan().network().length();
        boolean client = pod.role() == HostRole.CLIENT;
        Map<String, Object> addresses = ipam(
                List.of(Map.of("address", own)),
                client ? routesBy(network.nextHop(pod).toString()) : List.of());
        return attach(
                pod,
                SECOND,
                Map.of("type", "bridge", "bridge", VpnBridge.NAME, "mtu", network.mtu(), "ipam", addresses));
    }

    /** Each client has its own gateway on the nodes' second LAN, in turns. */
    private Attachment vpnLan(Host client) {
        int gateway = 1 + (client.index() - 1) % topology.spec().exits();
        Map<String, Object> addresses = ipam(
                List.of(Map.of("address", Addresses.vpnLanClient(client.index()) + "/24")),
                routesBy(Addresses.vpnLanGateway(gateway)));
        return attach(
                client,
                SECOND,
                Map.of("type", "macvlan", "master", "eth1", "mode", "bridge", "mtu", mtu(), "ipam", addresses));
    }

    private Attachment attach(Host pod, String port, Map<String, Object> network) {
        return Attachment.of(pod, topology.nodeOf(pod), port, port + "-network", network);
    }

    private int mtu() {
        return topology.spec().underlayMtu();
    }

    private static Map<String, Object> ipam(List<Map<String, String>> addresses, List<Map<String, String>> routes) {
        return Map.of("type", "static", "addresses", addresses, "routes", routes);
    }

    private List<Map<String, String>> routesBy(String nextHop) {
        return new ClientNetwork(topology.spec())
                .routed().stream()
                        .map(prefix -> Map.of("dst", prefix.toString(), "gw", nextHop))
                        .toList();
    }

    private static Map<String, String> address(String address, String gateway) {
        return Map.of("address", address, "gateway", gateway);
    }
}
