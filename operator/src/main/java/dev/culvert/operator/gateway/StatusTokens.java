package dev.culvert.operator.gateway;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.client.ClientNames;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.manifest.validation.Known;
import dev.culvert.manifest.validation.SecretKeys;
import dev.culvert.operator.apply.Tokens;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The words by which agents know the operator: a gateway's, or in sidecar routing the one of the client whose pod holds the tunnel. */
public final class StatusTokens {
    private final Tokens tokens = new Tokens();

    /** A gateway's token, made if there is none. */
    String of(VpnGateway gateway, KubernetesClient api) {
        return tokens.of(
                gateway,
                GatewayNames.statusToken(gateway),
                Labels.gateway(gateway.getMetadata().getName(), "gateway"),
                api);
    }

    /** A client's, made if there is none, and anew if its Secret is there no more. */
    public String of(VpnClient client, Known known, KubernetesClient api) {
        String secret = ClientNames.statusToken(client);
        if (known.secret(client.getMetadata().getNamespace(), secret) instanceof SecretKeys.Missing) {
            tokens.forget(client);
        }
        return tokens.of(client, secret, Labels.client(client.getMetadata().getName(), "status"), api);
    }

    void forget(VpnGateway gateway) {
        tokens.forget(gateway);
    }

    /** The client is gone. */
    public void forget(VpnClient client) {
        tokens.forget(client);
    }
}
