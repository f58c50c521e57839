package dev.culvert.manifest;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.render.Yaml;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Resources as people write them. */
public final class Samples {
    private Samples() {}

    public static VpnGateway gateway(String spec) {
        return gateway("vpn", "downloads", spec);
    }

    public static VpnGateway gateway(String namespace, String name, String spec) {
        return read(VpnGateway.class, "VpnGateway", namespace, name, spec);
    }

    public static VpnClient client(String spec) {
        return client("media", "qbittorrent", spec);
    }

    public static VpnClient client(String namespace, String name, String spec) {
        return read(VpnClient.class, "VpnClient", namespace, name, spec);
    }

    public static ClusterFacts facts(String yaml) {
        return Yaml.read("facts", yaml, ClusterFacts.class);
    }

    public static VpnGateway overlay() {
        return gateway("""
                exits:
                - name: sweden
                  wireguard: {secretRef: {name: wg-sweden}}
                - name: swiss
                  weight: 2
                  wireguard: {secretRef: {name: wg-swiss, key: swiss.conf}}
                routing:
                  overlay: {vxlanId: 77}
                local: [192.168.1.0/24]
                clients: {namespaces: [media]}
                """);
    }

    public static VpnGateway network() {
        return gateway("""
                exits:
                - name: sweden
                  wireguard: {secretRef: {name: wg-sweden}}
                - name: office
                  external: {address: 192.168.26.200}
                routing:
                  network: {subnet: 192.168.24.0/22}
                clients: {namespaces: [media]}
                """);
    }

    public static VpnGateway uplink() {
        return gateway("""
                exits:
                - name: office
                  external: {address: 10.10.20.1}
                routing:
                  uplink: {master: eth1, subnet: 10.10.20.0/24}
                clients: {namespaces: [media]}
                """);
    }

    public static VpnGateway sidecar() {
        return gateway("""
                exits:
                - name: sweden
                  wireguard: {secretRef: {name: wg-sweden}}
                routing:
                  sidecar: {}
                clients: {namespaces: [media]}
                """);
    }

    public static VpnClient client() {
        return client("""
                gateway: {name: downloads, namespace: vpn}
                workload: {kind: StatefulSet, name: qbittorrent}
                """);
    }

    public static StatefulSet workload() {
        return Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: qbittorrent, namespace: media, resourceVersion: "7"}
                spec:
                  serviceName: qbittorrent
                  replicas: 1
                  selector: {matchLabels: {app: qbittorrent}}
                  template:
                    metadata:
                      labels: {app: qbittorrent}
                    spec:
                      dnsConfig: {options: [{name: ndots, value: "1"}]}
                      initContainers:
                      - {name: chown, image: busybox, command: [chown, "1000", /data]}
                      containers:
                      - {name: app, image: qbittorrent, securityContext: {runAsUser: 1000}}
                      volumes:
                      - {name: data, emptyDir: {}}
                """, StatefulSet.class);
    }

    private static <T> T read(Class<T> type, String kind, String namespace, String name, String spec) {
        return Serialization.unmarshal("""
                apiVersion: culvert.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec:
                """.formatted(kind, name, namespace) + spec.indent(2), type);
    }
}
