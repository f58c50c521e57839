package dev.culvert.manifest.gateway;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import java.util.TreeMap;

/** What all objects of a gateway have in common. */
final class Meta {
    private Meta() {}

    /**
     * Name, namespace, labels; and the owner, as soon as the API server has given it an identity. The owner's deletion is not blocked
     * by what it owns, which its finalizer orders: who says so needs a right on the owner's finalizers where
     * OwnerReferencesPermissionEnforcement is on, as on OpenShift.
     */
    static ObjectMeta meta(VpnGateway gateway, String name, String component) {
        var meta = new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(gateway.getMetadata().getNamespace())
                .withLabels(labels(gateway, component));
        if (gateway.getMetadata().getUid() != null) {
            meta.withOwnerReferences(new OwnerReferenceBuilder()
                    .withApiVersion(VpnGateway.GROUP + "/" + VpnGateway.VERSION)
                    .withKind("VpnGateway")
                    .withName(gateway.getMetadata().getName())
                    .withUid(gateway.getMetadata().getUid())
                    .withController(true)
                    .build());
        }
        return meta.build();
    }

    /** The same of one exit. */
    static ObjectMeta meta(VpnGateway gateway, String name, String component, String exit) {
        ObjectMeta meta = meta(gateway, name, component);
        meta.setLabels(labels(gateway, component, exit));
        return meta;
    }

    static Map<String, String> labels(VpnGateway gateway, String component) {
        return Labels.gateway(gateway.getMetadata().getName(), component);
    }

    /** Those of one exit. */
    static Map<String, String> labels(VpnGateway gateway, String component, String exit) {
        var labels = new TreeMap<>(labels(gateway, component));
        labels.put(Labels.EXIT, exit);
        return labels;
    }

    /** What selects all pods of a gateway. */
    static Map<String, String> pods(VpnGateway gateway) {
        return new TreeMap<>(Map.of(
                Labels.MANAGED_BY,
                Labels.CULVERT,
                Labels.GATEWAY,
                gateway.getMetadata().getName()));
    }
}
