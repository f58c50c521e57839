package dev.culvert.operator.client;

import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.client.Attachment;
import dev.culvert.manifest.validation.Known;
import dev.culvert.manifest.validation.SecretKeys;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;

/** gluetun in a client's own pod has its settings from its environment: another Secret wants another pod. (Our agent reads a changed file by itself.) */
final class SidecarSecret {
    private SidecarSecret() {}

    /** Whether a client's pods have a gluetun of their own. */
    static boolean isRead(VpnGateway gateway) {
        return name(gateway).isPresent();
    }

    /** The attachment of a workload whose pods are made anew with the Secret; a Job's cannot be. */
    static Attachment in(
            Attachment attachment, VpnClient client, VpnGateway gateway, HasMetadata workload, Known known) {
        if (workload instanceof Job) {
            return attachment;
        }
        return name(gateway)
                .map(name -> known.secret(client.getMetadata().getNamespace(), name))
                .flatMap(secret -> secret instanceof SecretKeys.Present(var _, String version)
                        ? Optional.of(attachment.reading(version))
                        : Optional.empty())
                .orElse(attachment);
    }

    private static Optional<String> name(VpnGateway gateway) {
        return gateway.getSpec().routing().method() instanceof Routing.Sidecar
                        && gateway.getSpec().exits().getFirst().engine() instanceof Exit.Gluetun gluetun
                ? Optional.of(gluetun.secretRef().name())
                : Optional.empty();
    }
}
