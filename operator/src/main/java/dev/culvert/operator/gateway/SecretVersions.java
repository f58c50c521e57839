package dev.culvert.operator.gateway;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.operator.apply.Owned;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Of exits' Secrets: where another one needs another pod, the pod's template names the version. */
final class SecretVersions {
    private final InformerEventSource<Secret, VpnGateway> secrets;
    private final Owned<VpnGateway> owned;

    SecretVersions(InformerEventSource<Secret, VpnGateway> secrets, Owned<VpnGateway> owned) {
        this.secrets = secrets;
        this.owned = owned;
    }

    /**
     * By exits' names. Of a Secret that is not there the version that the exit's template names: a pod that has read it needs no
     * other one, which could not start.
     */
    Map<String, String> of(VpnGateway gateway) {
        Map<String, String> versions = new HashMap<>();
        for (Exit exit : gateway.getSpec().exits()) {
            GatewayObserver.secretOf(exit)
                    .flatMap(name -> seen(gateway.getMetadata().getNamespace(), name))
                    .or(() -> read(gateway, exit))
                    .ifPresent(version -> versions.put(exit.name(), version));
        }
        return versions;
    }

    /** Of a Secret, as it was last seen. */
    Optional<String> seen(String namespace, String secret) {
        return secrets.get(new ResourceID(secret, namespace))
                .map(there -> there.getMetadata().getResourceVersion());
    }

    private Optional<String> read(VpnGateway gateway, Exit exit) {
        return owned.seen(new StatefulSetBuilder()
                        .withNewMetadata()
                        .withName(GatewayNames.statefulSet(gateway, exit.name()))
                        .withNamespace(gateway.getMetadata().getNamespace())
                        .endMetadata()
                        .build())
                .filter(StatefulSet.class::isInstance)
                .map(StatefulSet.class::cast)
                .map(set -> set.getSpec().getTemplate().getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.SECRET));
    }
}
