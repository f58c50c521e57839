package dev.culvert.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.gateway.GatewayNames;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The word by which a gateway's agents know the operator; made once per gateway, in a Secret. */
final class StatusTokens {
    private static final int BYTES = 24;
    private static final String KEY = "token";

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /** A gateway's token, made if there is none. */
    String of(VpnGateway gateway, KubernetesClient client) {
        return known.computeIfAbsent(gateway.getMetadata().getUid(), _ -> readOrMake(gateway, client));
    }

    void forget(VpnGateway gateway) {
        known.remove(gateway.getMetadata().getUid());
    }

    private String readOrMake(VpnGateway gateway, KubernetesClient client) {
        Secret secret = client.secrets()
                .inNamespace(gateway.getMetadata().getNamespace())
                .withName(GatewayNames.statusToken(gateway))
                .get();
        return token(secret == null ? make(gateway, client) : secret);
    }

    private Secret make(VpnGateway gateway, KubernetesClient client) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var secret = client.secrets()
                .inNamespace(gateway.getMetadata().getNamespace())
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(GatewayNames.statusToken(gateway))
                        .withNamespace(gateway.getMetadata().getNamespace())
                        .withLabels(Labels.gateway(gateway.getMetadata().getName(), "gateway"))
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion(gateway.getApiVersion())
                                .withKind(gateway.getKind())
                                .withName(gateway.getMetadata().getName())
                                .withUid(gateway.getMetadata().getUid())
                                .build())
                        .endMetadata()
                        .withStringData(Map.of(KEY, HexFormat.of().formatHex(bytes)))
                        .build());
        try {
            return secret.create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return secret.get();
        }
    }

    private static String token(Secret secret) {
        return new String(Base64.getDecoder().decode(secret.getData().getOrDefault(KEY, "")), UTF_8);
    }
}
