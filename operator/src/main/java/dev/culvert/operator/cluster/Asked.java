package dev.culvert.operator.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked once, at the start. None of it changes while a cluster lives, but Kubernetes' own version: after an upgrade the
 * operator wants a restart. A question without an answer is an exception, and no start: what is taken for so now holds as long as the
 * process, and another range of pods' networks has all overlay clients made anew.
 *
 * @param version Kubernetes' own
 * @param serviceNetworks CIDRs of services' addresses
 * @param podNetwork as kubeadm wrote it down; with two families, joined by a comma
 * @param domain as kubeadm wrote it down
 * @param nodeLocal where kubelets tell pods to ask for names, if that is on the node itself (NodeLocal DNSCache)
 */
record Asked(
        String version,
        List<String> serviceNetworks,
        Optional<String> podNetwork,
        Optional<String> domain,
        Optional<String> nodeLocal) {
    private static final Pattern RANGE = Pattern.compile("range of valid IPs is ((?:[0-9a-fA-F.:]+/\\d+[, ]*)+)");
    private static final Pattern CLUSTER_DNS = Pattern.compile("^clusterDNS:((?:\\s*-[^\\n]*)+)", Pattern.MULTILINE);
    private static final int UNPROCESSABLE = 422;
    private static final String KUBEADM = "kubeadm-config";
    private static final String KUBELETS = "kubelet-config";

    static Asked of(KubernetesClient client) {
        var told = client.getKubernetesVersion();
        String version = told.getMajor() + "." + told.getMinor().replaceAll("\\D.*", "");
        Optional<String> kubeadm = written(client, KUBEADM, "ClusterConfiguration");
        List<String> services = serviceRange(client);
        return new Asked(
                version,
                services.isEmpty()
                        ? kubeadm.flatMap(text -> field(text, "serviceSubnet"))
                                .map(ClusterDns::split)
                                .orElse(List.of())
                        : services,
                kubeadm.flatMap(text -> field(text, "podSubnet")),
                kubeadm.flatMap(text -> field(text, "dnsDomain")),
                kubelets(client, version).flatMap(Asked::nodeLocal));
    }

    /** The API server names its range when it refuses an address that is not in it; nothing is made (dry run). */
    private static List<String> serviceRange(KubernetesClient client) {
        try {
            client.services()
                    .inNamespace("default")
                    .resource(new ServiceBuilder()
                            .withNewMetadata()
                            .withName("culvert-asks-for-the-range")
                            .endMetadata()
                            .withNewSpec()
                            .withClusterIP("192.0.2.1")
                            .addNewPort()
                            .withPort(1)
                            .endPort()
                            .endSpec()
                            .build())
                    .dryRun(true)
                    .create();
            return List.of();
        } catch (KubernetesClientException refusal) {
            if (!isAnswer(refusal)) {
                throw refusal;
            }
            Matcher range = RANGE.matcher(String.valueOf(refusal.getMessage()));
            return range.find() ? List.of(range.group(1).strip().split("\\s*,\\s*")) : List.of();
        }
    }

    /**
     * Whether it would be refused again, for what it is, be it by a rule of the cluster's owner. An API server that has just started may
     * not know our own rights yet.
     */
    private static boolean isAnswer(KubernetesClientException refusal) {
        return switch (refusal.getCode()) {
            case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE -> true;
            case HttpURLConnection.HTTP_FORBIDDEN ->
                !String.valueOf(refusal.getMessage()).contains("cannot create resource");
            default -> false;
        };
    }

    /** What kubeadm gives kubelets; before 1.24 its name ends with the version. */
    private static Optional<String> kubelets(KubernetesClient client, String version) {
        return written(client, KUBELETS, "kubelet").or(() -> written(client, KUBELETS + "-" + version, "kubelet"));
    }

    /** From a {@code KubeletConfiguration}: the first of {@code clusterDNS} that is link-local (RFC 3927). */
    static Optional<String> nodeLocal(String yaml) {
        Matcher servers = CLUSTER_DNS.matcher(yaml);
        return servers.find()
                ? Pattern.compile("\\b169\\.254\\.\\d+\\.\\d+\\b")
                        .matcher(servers.group(1))
                        .results()
                        .map(MatchResult::group)
                        .findFirst()
                : Optional.empty();
    }

    /** A file of kubeadm's. Where nobody could say whether there is one, others' networks would be taken for pods'. */
    private static Optional<String> written(KubernetesClient client, String name, String key) {
        ConfigMap map = client.configMaps()
                .inNamespace(ClusterDns.NAMESPACE)
                .withName(name)
                .get();
        return Optional.ofNullable(map).map(ConfigMap::getData).map(data -> data.get(key));
    }

    /** A field of {@code networking}; no other field of that file has these names. */
    private static Optional<String> field(String yaml, String name) {
        Matcher field = Pattern.compile("^\\s+" + name + ":\\s*\"?([^\"\\s]+)", Pattern.MULTILINE)
                .matcher(yaml);
        return field.find() ? Optional.of(field.group(1)) : Optional.empty();
    }
}
