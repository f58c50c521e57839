package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.Family;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which part a pod plays: client of a VPN, or one that carries the traffic of others. */
public record Parts(Manifests manifests) {
    private static final Set<String> CARRIERS = Set.of("gluetun", "wireguard", "openvpn", "keepalived", "wg-easy");
    private static final Pattern LOCK = Pattern.compile(
            "(-P|--policy)\\s+(FORWARD|OUTPUT)\\s+DROP|policy\\s+drop|culvert", Pattern.CASE_INSENSITIVE);

    /** Whether a container runs a tunnel or moves addresses for others, or is Culvert's own. */
    public static boolean isCarrier(Node container) {
        String name = Image.of(container).name().toLowerCase(Locale.ROOT);
        return CARRIERS.stream().anyMatch(name::contains) || isOurs(container) || name.contains("pod-gateway");
    }

    /** Whether a container is Culvert's. */
    public static boolean isOurs(Node container) {
        return Image.of(container).repository().contains("culvert/");
    }

    /** What a container runs, with its arguments. */
    public static String script(Node container) {
        return Stream.concat(container.get("command").items().stream(), container.get("args").items().stream())
                .map(node -> node.text(""))
                .collect(Collectors.joining("\n"));
    }

    /** Whether a container, run before the others, closes the pod until there is a tunnel. */
    public static boolean locks(Node container) {
        return isOurs(container) || LOCK.matcher(script(container)).find();
    }

    /** Whether the pod carries traffic. */
    public static boolean carries(PodTemplate pod) {
        return pod.containers().stream().anyMatch(Parts::isCarrier)
                || pod.initContainers().stream()
                        .anyMatch(init -> init.get("restartPolicy").is("Always") && isCarrier(init) && !isOurs(init));
    }

    /** Whether the traffic of other pods goes through it: gluetun with a second network, or made to forward. */
    public boolean isGateway(PodTemplate pod) {
        boolean forwards = pod.spec().get("securityContext", "sysctls").items().stream()
                        .anyMatch(sysctl -> sysctl.get("name").text("").endsWith("forwarding")
                                || sysctl.get("name").is("net.ipv4.ip_forward"))
                || pod.allContainers().stream()
                        .anyMatch(container -> script(container).contains("ip_forward"));
        return carries(pod) && (forwards || manifests.attachments(pod).findAny().isPresent());
    }

    /** Why a pod is a client, as a half sentence; empty if it is none. */
    public Optional<String> client(PodTemplate pod) {
        if (pod.labels().getOrDefault(Manifests.EGRESS, "").equals("vpn-only")) {
            return Optional.of("its label " + Manifests.EGRESS + " says vpn-only");
        }
        Optional<Resource> declared = vpnClient(pod);
        if (declared.isPresent()) {
            return declared.map(resource -> resource.label() + " names it");
        }
        if (carries(pod)) {
            return Optional.empty();
        }
        return vpnAttachments(pod).stream()
                .findFirst()
                .map(attachment -> "its network " + attachment.label() + " carries the internet's traffic");
    }

    /** The attachments that carry the internet's traffic of a pod. */
    public List<Attachment> vpnAttachments(PodTemplate pod) {
        return manifests
                .attachments(pod)
                .filter(attachment -> attachment.takesDefaultRoute()
                        || attachment
                                .network(manifests)
                                .filter(Network::carriesInternet)
                                .isPresent())
                .toList();
    }

    /** The VpnClient that names a pod's workload or selects the pod. */
    public Optional<Resource> vpnClient(PodTemplate pod) {
        return manifests
                .kind("VpnClient")
                .filter(client -> Resource.mayShare(client.namespace(), pod.namespace()))
                .filter(client -> names(client, pod))
                .findFirst();
    }

    private static boolean names(Resource client, PodTemplate pod) {
        Node workload = client.spec().get("workload");
        Node labels = client.spec().get("podSelector");
        boolean named = workload.get("kind").is(pod.owner().kind())
                && workload.get("name").is(pod.owner().name());
        boolean selected = !labels.entries().isEmpty()
                && labels.entries().entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().is(pod.labels().getOrDefault(wanted.getKey(), "\0")));
        return named || selected;
    }

    /** Whether something keeps a client's traffic of a family in when its second interface is gone. */
    public boolean isLocked(PodTemplate pod, Family family) {
        return vpnClient(pod).isPresent()
                || manifests.policies().stream().anyMatch(policy -> policy.selects(pod) && policy.isLock(family))
                || pod.initContainers().stream().anyMatch(Parts::locks)
                || manifests
                        .attachments(pod)
                        .anyMatch(attachment -> attachment
                                .network(manifests)
                                .filter(network -> network.has("culvert-lock"))
                                .isPresent());
    }

    /** Whether a network is one of a VPN: it carries the internet's traffic, or a gateway or client is on it. */
    public boolean isVpn(Network network) {
        return network.carriesInternet()
                || manifests
                        .attachments(network)
                        .anyMatch(attachment -> attachment.takesDefaultRoute()
                                || carries(attachment.pod())
                                || client(attachment.pod()).isPresent());
    }
}
