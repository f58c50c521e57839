package dev.culvert.manifest.gateway;

import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What every gateway with pods has. */
final class CommonObjects {
    private CommonObjects() {}

    /** Policy first; then what pods refer to. */
    static List<HasMetadata> of(VpnGateway gateway, ClusterFacts cluster) {
        return List.of(
                GatewayPolicy.of(gateway, cluster),
                new ServiceAccountBuilder()
                        .withMetadata(Meta.meta(gateway, GatewayNames.serviceAccount(gateway), ExitWorkload.COMPONENT))
                        .withAutomountServiceAccountToken(false)
                        .build(),
                new ServiceBuilder()
                        .withMetadata(Meta.meta(gateway, GatewayNames.service(gateway), ExitWorkload.COMPONENT))
                        .withNewSpec()
                        .withClusterIP("None")
                        .withPublishNotReadyAddresses(true)
                        .withSelector(Meta.pods(gateway))
                        .endSpec()
                        .build(),
                Budget.of(gateway, cluster));
    }

    /** Settings, as files. */
    static ConfigMap settings(ObjectMeta meta, Map<String, Object> files) {
        var data = new TreeMap<String, String>();
        files.forEach((file, settings) -> data.put(file, SettingsFile.write(settings)));
        return new ConfigMapBuilder().withMetadata(meta).withData(data).build();
    }
}
