package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which interfaces a pod gets, and from which CNI plugin. */
public final class PodNetworks {
    private final Topology topology;

    public PodNetworks(Topology topology) {
        this.topology = topology;
    }

    /** The interfaces of {@code pod}, in the order in which they are made. */
    public List<Attachment> of(Host pod) {
        List<Attachment> attachments = new ArrayList<>();
        attachments.add(cluster(pod));
        return attachments;
    }

    /** The cluster's own network: eth0 with the default routes. Nodes do not masquerade, so the uplink sees who it was. */
    private Attachment cluster(Host pod) {
        Host node = topology.nodeOf(pod);
        return Attachment.of(
                pod,
                node,
                Host.PRIMARY,
                "cluster",
                Map.of(
                        "type",
                        "bridge",
                        "bridge",
                        "cni0",
                        "isGateway",
                        true,
                        "mtu",
                        topology.spec().underlayMtu(),
                        "ipam",
                        Map.of(
                                "type", "static",
                                "addresses",
                                        List.of(
                                                address(
                                                        pod.v4().orElseThrow() + "/24",
                                                        Addresses.podNetV4(node.index()) + 1),
                                                address(
                                                        pod.v6().orElseThrow() + "/64",
                                                        Addresses.podNetV6(node.index()) + 1)),
                                "routes", List.of(Map.of("dst", "0.0.0.0/0"), Map.of("dst", "::/0")))));
    }

    private static Map<String, Object> address(String address, String gateway) {
        return Map.of("address", address, "gateway", gateway);
    }
}
