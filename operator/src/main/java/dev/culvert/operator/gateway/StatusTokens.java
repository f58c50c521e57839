package dev.culvert.operator.gateway;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.client.ClientNames;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.manifest.validation.Known;
import dev.culvert.manifest.validation.SecretKeys;
import dev.culvert.operator.apply.Tokens;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** The words by which agents know the operator: a gateway's, or in sidecar routing the one of the client whose pod holds the tunnel. */
public final class StatusTokens {
    private final Tokens tokens = new Tokens();

    /** A gateway's token, made if there is none, and anew if its Secret is there no more. */
    String of(VpnGateway gateway, Known known, KubernetesClient api) {
        return of(
                gateway,
                GatewayNames.statusToken(gateway),
                Labels.gateway(gateway.getMetadata().getName(), "gateway"),
                known,
                api);
    }

    /** A client's, made if there is none, and anew if its Secret is there no more. */
    public String of(VpnClient client, Known known, KubernetesClient api) {
        return of(
                client,
                ClientNames.statusToken(client),
                Labels.client(client.getMetadata().getName(), "status"),
                known,
                api);
    }

    private String of(HasMetadata owner, String secret, Map<String, String> labels, Known known, KubernetesClient api) {
        if (known.secret(owner.getMetadata().getNamespace(), secret) instanceof SecretKeys.Missing) {
            tokens.forget(owner);
        }
        return tokens.of(owner, secret, labels, api);
    }

    void forget(VpnGateway gateway) {
        tokens.forget(gateway);
    }

    /** The client is gone. */
    public void forget(VpnClient client) {
        tokens.forget(client);
    }
}
