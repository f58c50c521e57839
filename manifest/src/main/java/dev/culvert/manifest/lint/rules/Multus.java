package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Attachment;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Network;
import dev.culvert.manifest.lint.kube.PodTemplate;
import dev.culvert.manifest.lint.kube.Resource;
import dev.culvert.manifest.lint.kube.TextFile;
import dev.culvert.manifest.lint.tree.EmbeddedJson;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.NotJson;
import dev.culvert.manifest.validation.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether Multus reads what was written, gives the pod what it asks for, and did. */
final class Multus {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV001",
                    Severity.ERROR,
                    "a pod runs without the network that it asked for",
                    "Where Multus is bypassed (the node has just booted, Cilium keeps other CNI files away) a pod starts without its second interface and without an error: all of its traffic leaves by eth0.",
                    "Delete the pod once Multus works again; put a lock into its namespace or a policy around it, so that next time it is closed instead of open.",
                    Multus::missingInterface),
            new Rule(
                    "CV002",
                    Severity.ERROR,
                    "the networks annotation is on the workload instead of its pods",
                    "Multus reads the annotation of pods. On the workload's own metadata nobody reads it, and the pods use eth0.",
                    "Move it to spec.template.metadata.annotations.",
                    Multus::wrongLevel),
            new Rule(
                    "CV027",
                    Severity.ERROR,
                    "an address or MAC is asked for in a way that is not heard",
                    "Multus passes ips and mac on only to plugins that declare the capability; an address needs its prefix length; whereabouts ignores requested addresses and adds one of its own.",
                    "Add \"capabilities\": {\"ips\": true} (or mac) to the plugin, write addresses as 192.0.2.5/24, and use the static IPAM plugin with them.",
                    Multus::requests),
            new Rule(
                    "CV043",
                    Severity.ERROR,
                    "the network meant is not the network found",
                    "Of two definitions with one name the last applied wins; a name without a namespace is looked for in the pod's own; where Multus isolates namespaces, or a VpnGateway does not name them, others may not attach.",
                    "Give each definition a name of its own, write namespace/name in the annotation, and allow the namespace.",
                    Multus::ambiguous));

    private static final Pattern ISOLATED = Pattern.compile("\"namespaceIsolation\"\\s*:\\s*true");

    private Multus() {}

    private static void missingInterface(Manifests manifests, Report report) {
        for (PodTemplate pod : manifests.pods()) {
            Node status = pod.annotation(Attachment.STATUS);
            boolean running = pod.root().get("status", "phase").is("Running");
            if (!pod.owner().kind().equals("Pod") || (!status.exists() && !running)) {
                continue;
            }
            Set<String> given = given(status);
            manifests
                    .attachments(pod)
                    .filter(wanted -> given.stream()
                            .noneMatch(name -> name.equals(wanted.lookedForIn() + "/" + wanted.name())
                                    || name.equals(wanted.name())
                                    || (wanted.lookedForIn().isEmpty() && name.endsWith("/" + wanted.name()))))
                    .forEach(wanted -> report.found(
                            status.exists() ? status : wanted.at(),
                            pod.owner().label() + " asked for " + wanted.label()
                                    + ", and its network-status does not have it"));
        }
    }

    private static Set<String> given(Node status) {
        var names = new HashSet<String>();
        try {
            EmbeddedJson.read(status)
                    .items()
                    .forEach(entry -> names.add(entry.get("name").text("")));
        } catch (NotJson e) {
            return names;
        }
        return names;
    }

    private static void wrongLevel(Manifests manifests, Report report) {
        for (PodTemplate pod : manifests.pods()) {
            Node own = pod.owner().root().get("metadata", "annotations", Attachment.ANNOTATION);
            if (!pod.owner().kind().equals("Pod")
                    && own.exists()
                    && !pod.annotation(Attachment.ANNOTATION).exists()) {
                report.found(
                        own,
                        "nobody reads this annotation of the " + pod.owner().kind() + " itself");
            }
        }
    }

    private static void requests(Manifests manifests, Report report) {
        manifests.unreadable().forEach(broken -> report.found(broken.place(), "is no JSON: " + broken.getMessage()));
        for (Attachment attachment : manifests.attachments()) {
            Optional<Network> network = attachment.network(manifests);
            for (Node ip : attachment.request().get("ips").items()) {
                if (!ip.text("").contains("/")) {
                    report.found(ip, ip.text("") + " has no prefix length");
                }
            }
            for (String capability : List.of("ips", "mac")) {
                Node asked = attachment.request().get(capability);
                if (asked.exists()
                        && network.filter(found -> !declares(found, capability)).isPresent()) {
                    report.found(asked, "no plugin of " + attachment.label() + " has the capability " + capability);
                }
            }
            Node ips = attachment.request().get("ips");
            if (ips.exists()
                    && network.filter(found -> found.ipam().get("type").is("whereabouts"))
                            .isPresent()) {
                report.found(ips, attachment.label() + " takes addresses from whereabouts, which ignores this one");
            }
        }
    }

    private static boolean declares(Network network, String capability) {
        return !network.config().exists()
                || network.plugins().stream()
                        .anyMatch(
                                plugin -> plugin.get("capabilities", capability).isTrue());
    }

    private static void ambiguous(Manifests manifests, Report report) {
        var seen = new HashSet<String>();
        for (Network network : manifests.networks()) {
            if (!seen.add(network.namespace() + "/" + network.name())) {
                report.found(
                        network.resource().root().get("metadata", "name"),
                        "a second " + network.resource().label());
            }
        }
        boolean isolated = manifests.files().stream()
                .map(TextFile::text)
                .anyMatch(text -> ISOLATED.matcher(text).find());
        for (Attachment attachment : manifests.attachments()) {
            if (attachment.network(manifests).isEmpty()) {
                manifests.networks().stream()
                        .filter(network -> network.name().equals(attachment.name()))
                        .findFirst()
                        .ifPresent(other -> report.found(
                                attachment.at(),
                                attachment.label() + " is looked for in namespace " + attachment.lookedForIn()
                                        + ", and is in " + other.namespace()));
            } else if (isolated
                    && !Resource.mayShare(
                            attachment.namespace(), attachment.pod().namespace())) {
                report.found(
                        attachment.at(),
                        "Multus isolates namespaces: pods of "
                                + attachment.pod().namespace() + " may not use " + attachment.label());
            }
        }
        OwnResources.of(manifests, Set.of(Reason.NamespaceNotAllowed), report);
    }
}
