package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import java.util.Optional;

/** Whose a port is that several clients claim. */
public final class PortClaims {
    private PortClaims() {}

    /** The eldest client's that claims it, of those whose namespaces are let in; empty if nobody does. */
    public static Optional<VpnClient> holder(VpnGateway gateway, String port, Known known) {
        return known.clientsOf(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName())
                .filter(client -> client.getSpec().ports().contains(port))
                .filter(client -> gateway.letsIn(client.getMetadata().getNamespace()))
                .min(Seniority.BY_AGE);
    }
}
