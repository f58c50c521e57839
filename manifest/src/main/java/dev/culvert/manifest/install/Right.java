package dev.culvert.manifest.install;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.List;

/**
 * Something that the operator may do, and why it must.
 *
 * @param why a clause
 * @param group the API group; empty for the core
 * @param resources their plurals
 * @param verbs what may be done with them
 * @param names of the only objects that this is about; none if it is about all
 */
public record Right(String why, String group, List<String> resources, List<String> verbs, List<String> names) {
    private static final List<String> READ = List.of("list", "watch");
    private static final List<String> OWN = List.of("list", "watch", "create", "patch", "delete");

    /** All rights in the whole cluster: gateways and clients are in any namespace. */
    public static final List<Right> CLUSTER = List.of(
            of("what people ask for", "culvert.dev", "vpngateways vpnclients", "get list watch patch"),
            of("what is true of it", "culvert.dev", "vpngateways/status vpnclients/status", "update"),
            of(
                    "settings of gateways and clients; how kubeadm made the cluster",
                    "",
                    "configmaps",
                    "get list watch create patch delete"),
            new Right(
                    "services and identities of gateways", "", List.of("services", "serviceaccounts"), OWN, List.of()),
            new Right(
                    "gateways and routers; and clients' workloads, of which only what is ours is touched",
                    "apps",
                    List.of("statefulsets"),
                    OWN,
                    List.of()),
            new Right(
                    "what runs on nodes; and clients' workloads, of which only what is ours is touched",
                    "apps",
                    List.of("daemonsets"),
                    OWN,
                    List.of()),
            of("clients' workloads, of which only what is ours is touched", "apps", "deployments", "list watch patch"),
            of("clients' workloads", "batch", "cronjobs", "list watch patch"),
            of("clients' workloads, which cannot be changed", "batch", "jobs", "list watch"),
            of(
                    "addresses of gateways and clients; the annotation that makes kubelets refresh settings",
                    "",
                    "pods",
                    "get list watch patch"),
            new Right(
                    "the kill switch, and who may speak with gateways",
                    "networking.k8s.io",
                    List.of("networkpolicies"),
                    OWN,
                    List.of()),
            new Right(
                    "the kill switch in Cilium's words", "cilium.io", List.of("ciliumnetworkpolicies"), OWN, List.of()),
            new Right("second networks", "k8s.cni.cncf.io", List.of("network-attachment-definitions"), OWN, List.of()),
            new Right(
                    "one gateway at a time when nodes are drained",
                    "policy",
                    List.of("poddisruptionbudgets"),
                    OWN,
                    List.of()),
            of(
                    "whether a Secret that a gateway names is there; the token by which agents know the operator",
                    "",
                    "secrets",
                    "get list watch create"),
            of("which of the namespaces that may attach are there", "", "namespaces", "list watch"),
            new Right(
                    "which addresses are nodes' and the API server's",
                    "",
                    List.of("nodes", "endpoints"),
                    READ,
                    List.of()),
            new Right(
                    "whether an optional API is served, installed later included",
                    "apiextensions.k8s.io",
                    List.of("customresourcedefinitions"),
                    READ,
                    List.of(
                            "ciliumnetworkpolicies.cilium.io",
                            "networkpolicies.crd.projectcalico.org",
                            "baselineadminnetworkpolicies.policy.networking.k8s.io",
                            "network-attachment-definitions.k8s.cni.cncf.io")),
            of("to say what happened, and to learn why a pod cannot be made", "", "events", "list watch create"));

    /** In the whole cluster as well, with the chart's value {@code externalDns}. */
    public static final Right EXTERNAL_DNS =
            of("names of exits, for ExternalDNS", "externaldns.k8s.io", "dnsendpoints", "get create update delete");

    /** All rights in the operator's own namespace. */
    public static final List<Right> OWN_NAMESPACE =
            List.of(of("which of several operators works", "coordination.k8s.io", "leases", "get create patch update"));

    private static Right of(String why, String group, String resources, String verbs) {
        return new Right(why, group, List.of(resources.split(" ", -1)), List.of(verbs.split(" ", -1)), List.of());
    }

    /** As Kubernetes writes it. */
    PolicyRule rule() {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resources)
                .withResourceNames(names)
                .withVerbs(verbs)
                .build();
    }
}
