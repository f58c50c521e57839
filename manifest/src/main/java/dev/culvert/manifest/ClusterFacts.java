package dev.culvert.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.culvert.manifest.api.OwnPods.PullSecret;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.NamedNetwork;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a cluster: the operator finds it, {@code culvert render --cluster-facts} reads it. What a file does not
 * say is as kubeadm makes it.
 *
 * @param version Kubernetes' own, "1.32"
 * @param podNetworks CIDRs that pods' addresses are from
 * @param serviceNetworks CIDRs that services' addresses are from
 * @param nodes nodes' addresses by which they reach each other, or CIDRs that hold them
 * @param otherNodeAddresses nodes' further addresses: local, too, but no node sends another its frames there
 * @param apiServers addresses of the API server, beside its service's
 * @param dns the cluster's DNS
 * @param podMtu of pods' first link, bytes
 * @param apis which optional APIs are served
 * @param images what pods run
 * @param namespace the operator's own
 * @param cniPlugins the nodes' folder of CNI plugins
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({
    "version",
    "podNetworks",
    "serviceNetworks",
    "nodes",
    "otherNodeAddresses",
    "apiServers",
    "dns",
    "podMtu"
})
public record ClusterFacts(
        String version,
        List<String> podNetworks,
        List<String> serviceNetworks,
        List<String> nodes,
        List<String> otherNodeAddresses,
        List<String> apiServers,
        Dns dns,
        int podMtu,
        Set<Api> apis,
        Images images,
        String namespace,
        String cniPlugins) {
    /** The first minor version that knows sidecars: containers that start before the others and do not keep a Job alive. */
    public static final int NATIVE_SIDECARS = 29;

    /** From where the node's proxy probes pods, where Istio's ambient mode is there or comes; it is nobody else's address. */
    private static final String ISTIO_AMBIENT = "169.254.7.127";

    /** Where NodeLocal DNSCache listens unless it was told otherwise. */
    public static final String NODE_LOCAL_DNS = "169.254.20.10";

    /** As kubeadm makes a cluster. */
    public static final ClusterFacts DEFAULTS =
            new ClusterFacts(null, null, null, null, null, null, null, 0, null, null, null, null);

    /** Fills in what nobody said. */
    @JsonCreator
    public ClusterFacts(
            @Nullable String version,
            @Nullable List<String> podNetworks,
            @Nullable List<String> serviceNetworks,
            @Nullable List<String> nodes,
            @Nullable List<String> otherNodeAddresses,
            @Nullable List<String> apiServers,
            @Nullable Dns dns,
            int podMtu,
            @Nullable Set<Api> apis,
            @Nullable Images images,
            @Nullable String namespace,
            @Nullable String cniPlugins) {
        this.version = version == null ? "1.32" : version;
        this.podNetworks = podNetworks == null ? List.of("10.244.0.0/16") : List.copyOf(podNetworks);
        this.serviceNetworks = serviceNetworks == null ? List.of("10.96.0.0/12") : List.copyOf(serviceNetworks);
        this.nodes = nodes == null ? List.of() : List.copyOf(nodes);
        this.otherNodeAddresses = otherNodeAddresses == null ? List.of() : List.copyOf(otherNodeAddresses);
        this.apiServers = apiServers == null ? List.of() : List.copyOf(apiServers);
        this.dns = dns == null ? Dns.DEFAULTS : dns;
        this.podMtu = podMtu == 0 ? 1450 : podMtu;
        this.apis = apis == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(apis));
        this.images = images == null ? Images.DEFAULTS : images;
        this.namespace = namespace == null ? "culvert-system" : namespace;
        this.cniPlugins = cniPlugins == null ? "/opt/cni/bin" : cniPlugins;
    }

    /** APIs that not every cluster has. */
    public enum Api {
        CiliumNetworkPolicy,
        /** Calico's own policies. */
        CalicoNetworkPolicy,
        /** What holds where no NetworkPolicy selects a pod. */
        BaselineAdminNetworkPolicy,
        NetworkAttachmentDefinition,
        /** node-network-operator's. */
        Link
    }

    /**
     * The cluster's DNS.
     *
     * @param service its Service, namespace/name
     * @param addresses its addresses; none if it was looked for and not found
     * @param domain the cluster's
     * @param nodeLocal where NodeLocal DNSCache listens; its usual address is taken to be its own where there is none, too: it is
     *     of a node's own link
     * @param targetPorts where its pods listen, if it is not 53: policies see packets after the Service has translated them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Dns(
            String service, List<String> addresses, String domain, String nodeLocal, List<Integer> targetPorts) {
        static final Dns DEFAULTS = new Dns(null, null, null, null, null);

        /** Fills in what nobody said. */
        public Dns(
                @Nullable String service,
                @Nullable List<String> addresses,
                @Nullable String domain,
                @Nullable String nodeLocal,
                @Nullable List<Integer> targetPorts) {
            this.service = service == null ? "kube-system/kube-dns" : service;
            this.addresses = addresses == null ? List.of("10.96.0.10") : List.copyOf(addresses);
            this.domain = domain == null ? "cluster.local" : domain;
            this.nodeLocal = nodeLocal == null ? NODE_LOCAL_DNS : nodeLocal;
            this.targetPorts = targetPorts == null ? List.of() : List.copyOf(targetPorts);
        }
    }

    /**
     * What pods run.
     *
     * @param agent our image, with its tag
     * @param gluetun gluetun's repository, without a tag: that is the exit's to say
     * @param pullPolicy IfNotPresent unless told
     * @param pullSecrets Secrets in the operator's namespace by which nodes' agents are pulled; gateways' pods have their own
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Images(String agent, String gluetun, String pullPolicy, List<PullSecret> pullSecrets) {
        static final Images DEFAULTS = new Images(null, null, null, null);

        /** Fills in what nobody said. */
        public Images(
                @Nullable String agent,
                @Nullable String gluetun,
                @Nullable String pullPolicy,
                @Nullable List<PullSecret> pullSecrets) {
            this.agent = agent == null ? "culvert/agent:dev" : agent;
            this.gluetun = gluetun == null ? "docker.io/qmcgaw/gluetun" : gluetun;
            this.pullPolicy = pullPolicy == null ? "IfNotPresent" : pullPolicy;
            this.pullSecrets = pullSecrets == null ? List.of() : List.copyOf(pullSecrets);
        }
    }

    /** Whether that optional API is served. */
    public boolean has(Api api) {
        return apis.contains(api);
    }

    /** Whether somebody may have closed pods by policies that are no NetworkPolicies, and that a NetworkPolicy would open. */
    public boolean hasPoliciesOfOtherKinds() {
        return has(Api.CiliumNetworkPolicy) || has(Api.CalicoNetworkPolicy) || has(Api.BaselineAdminNetworkPolicy);
    }

    /** Whether the cluster's Kubernetes is 1.{@code minor} or later. */
    public boolean atLeast(int minor) {
        String[] parts = version.replaceFirst("^v", "").split("\\D", -1);
        return parts.length > 1 && Integer.parseInt(parts[1]) >= minor;
    }

    /** The networks of the cluster itself, by name, that nobody else's may overlap. */
    @JsonIgnore
    public List<NamedNetwork> taken() {
        var taken = new ArrayList<NamedNetwork>();
        add(taken, "pods", podNetworks);
        add(taken, "services", serviceNetworks);
        add(taken, "nodes", nodes);
        add(taken, "nodes", otherNodeAddresses);
        add(taken, "API server", apiServers);
        add(taken, "cluster DNS", dns.addresses());
        return List.copyOf(taken);
    }

    private static void add(List<NamedNetwork> to, String name, Collection<String> texts) {
        texts.forEach(text -> to.add(new NamedNetwork(name, prefix(text))));
    }

    /** What every client reaches without the tunnel: all of {@link #taken}, and the link-local helpers that nodes may have. */
    @JsonIgnore
    public PrefixSet local() {
        var local = new ArrayList<>(taken().stream().map(NamedNetwork::prefix).toList());
        local.add(prefix(dns.nodeLocal()));
        local.add(prefix(ISTIO_AMBIENT));
        return PrefixSet.of(local);
    }

    /** The pod networks that an overlay can carry. */
    @JsonIgnore
    public PrefixSet podNetworksV4() {
        return PrefixSet.parse(podNetworks.toArray(String[]::new)).only(Family.IPV4);
    }

    /** A CIDR, or an address alone. */
    private static Prefix prefix(String text) {
        return text.contains("/") ? Prefix.parse(text) : Prefix.host(IpAddress.parse(text));
    }
}
