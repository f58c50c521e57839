package dev.culvert.manifest.client;

import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same kill switch in Cilium's own words. Cilium does not match pods, nodes or the API server by their addresses, and
 * has entities for them.
 */
final class CiliumPolicy {
    private CiliumPolicy() {}

    static HasMetadata open(ObjectMeta meta, LabelSelector pods, PrefixSet local, List<NetworkPolicyEgressRule> way) {
        var egress = local(local);
        way.stream()
                .flatMap(rule -> rule.getTo().stream()
                        .filter(peer -> peer.getIpBlock() != null)
                        .map(peer -> internet(rule, peer)))
                .forEach(egress::add);
        return policy(meta, pods, Map.of("egress", egress));
    }

    /** Gateways are pods of the cluster; what is denied counts more than what is allowed. */
    static HasMetadata closed(ObjectMeta meta, LabelSelector pods, PrefixSet local) {
        var rules = new LinkedHashMap<String, Object>();
        rules.put("egress", local(local));
        rules.put(
                "egressDeny",
                List.of(Map.of(
                        "toEndpoints",
                        List.of(Map.of(
                                "matchExpressions",
                                List.of(exists(Labels.GATEWAY), exists("k8s:io.kubernetes.pod.namespace")))))));
        return policy(meta, pods, rules);
    }

    private static Map<String, String> exists(String label) {
        return new TreeMap<>(Map.of("key", label, "operator", "Exists"));
    }

    private static List<Map<String, Object>> local(PrefixSet local) {
        var egress = new ArrayList<Map<String, Object>>();
        egress.add(Map.of("toEntities", List.of("cluster", "host", "remote-node", "kube-apiserver", "health")));
        egress.add(
                Map.of("toCIDR", local.prefixes().stream().map(Prefix::toString).toList()));
        return egress;
    }

    private static HasMetadata policy(ObjectMeta meta, LabelSelector pods, Map<String, ?> rules) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("endpointSelector", Json.map(pods));
        spec.putAll(rules);
        var policy = new GenericKubernetesResource();
        policy.setApiVersion("cilium.io/v2");
        policy.setKind("CiliumNetworkPolicy");
        policy.setMetadata(meta);
        policy.setAdditionalProperty("spec", spec);
        return policy;
    }

    private static Map<String, Object> internet(NetworkPolicyEgressRule rule, NetworkPolicyPeer peer) {
        var cidr = new LinkedHashMap<String, Object>();
        cidr.put("cidr", peer.getIpBlock().getCidr());
        if (!peer.getIpBlock().getExcept().isEmpty()) {
            cidr.put("except", peer.getIpBlock().getExcept());
        }
        var allowed = new LinkedHashMap<String, Object>();
        allowed.put("toCIDRSet", List.of(cidr));
        allowed.put(
                "toPorts",
                List.of(Map.of(
                        "ports",
                        rule.getPorts().stream()
                                .map(port -> Map.of(
                                        "port",
                                        port.getPort() == null
                                                ? "0"
                                                : port.getPort().getValue().toString(),
                                        "protocol",
                                        port.getProtocol()))
                                .toList())));
        return allowed;
    }
}
