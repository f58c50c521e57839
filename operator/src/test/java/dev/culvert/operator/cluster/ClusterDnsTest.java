package dev.culvert.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterDnsTest {
    private static final Map<String, String> LABELLED = Map.of("k8s-app", "kube-dns");

    @Test
    void isFoundByItsLabelElseByName() {
        assertThat(found(
                        service("kube-system", "coredns", "10.96.0.11", Map.of()),
                        service("kube-system", "other", "10.96.0.10", LABELLED)))
                .isEqualTo("kube-system/other [10.96.0.10]");
        assertThat(found(service("kube-system", "rke2-coredns-rke2-coredns", "10.43.0.10", Map.of())))
                .isEqualTo("kube-system/rke2-coredns-rke2-coredns [10.43.0.10]");
    }

    @Test
    void openShiftsIsInANamespaceOfItsOwn() {
        assertThat(found(
                        service("kube-system", "kubelet", "None", Map.of()),
                        service("openshift-dns", "dns-default", "172.30.0.10", Map.of())))
                .isEqualTo("openshift-dns/dns-default [172.30.0.10]");
    }

    @Test
    void whatIsNotFoundIsNotAssumed() {
        assertThat(ClusterDns.of(Optional.empty(), Optional.empty(), Optional.empty())
                        .addresses())
                .as("kubeadm's 10.96.0.10 would be somebody else's")
                .isEmpty();
        assertThat(ClusterDns.among(List.of(service("kube-system", "kube-dns", "None", LABELLED))))
                .as("a headless one has no address")
                .isEmpty();
    }

    /** A policy's port is the pod's, and not the Service's. */
    @Test
    void whereItsPodsListenIsFoundUnlessItIsAt53() {
        assertThat(targetPorts(new IntOrString(53))).isEmpty();
        assertThat(targetPorts(new IntOrString(1053))).containsExactly(1053);
        assertThat(targetPorts(new IntOrString("dns"))).as("OpenShift's").containsExactly(5353);
    }

    /** Kubespray's, for one, is not the usual one. */
    @Test
    void nodeLocalDnsCacheIsWhereKubeletsSay() {
        assertThat(Asked.nodeLocal("""
                clusterDNS:
                - 169.254.25.10
                clusterDomain: cluster.local
                """)).hasValue("169.254.25.10");
        assertThat(Asked.nodeLocal("""
                apiVersion: kubelet.config.k8s.io/v1beta1
                clusterDNS:
                  - "10.96.0.10"
                  - "169.254.20.10"
                healthzBindAddress: 127.0.0.1
                """)).hasValue("169.254.20.10");
        assertThat(Asked.nodeLocal("clusterDNS:\n- 10.96.0.10\nother:\n- 169.254.1.1\n"))
                .isEmpty();
        assertThat(Asked.nodeLocal("kind: KubeletConfiguration\n")).isEmpty();
    }

    private static List<Integer> targetPorts(IntOrString target) {
        Service service = new ServiceBuilder(service("openshift-dns", "dns-default", "172.30.0.10", Map.of()))
                .editSpec()
                .addNewPort()
                .withName("dns")
                .withProtocol("UDP")
                .withPort(53)
                .withTargetPort(target)
                .endPort()
                .addNewPort()
                .withName("metrics")
                .withPort(9154)
                .withTargetPort(new IntOrString("metrics"))
                .endPort()
                .endSpec()
                .build();
        return ClusterDns.of(Optional.of(service), Optional.empty(), Optional.empty())
                .targetPorts();
    }

    private static String found(Service... services) {
        var dns = ClusterDns.of(ClusterDns.among(List.of(services)), Optional.empty(), Optional.empty());
        return dns.service() + " " + dns.addresses();
    }

    private static Service service(String namespace, String name, String address, Map<String, String> labels) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .endSpec()
                .build();
    }
}
