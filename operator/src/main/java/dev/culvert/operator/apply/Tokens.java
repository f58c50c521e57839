package dev.culvert.operator.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
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

/** The words by which agents know the operator: one for each owner, made once, in a Secret that goes when its owner goes. */
public final class Tokens {
    private static final int BYTES = 24;
    private static final String KEY = "token";

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /**
     * An owner's token, made if there is none.
     *
     * @param secret the Secret's name, in the owner's namespace
     * @param labels of the Secret
     */
    public String of(HasMetadata owner, String secret, Map<String, String> labels, KubernetesClient client) {
        return known.computeIfAbsent(owner.getMetadata().getUid(), _ -> readOrMake(owner, secret, labels, client));
    }

    /** The owner is gone, or its Secret is. */
    public void forget(HasMetadata owner) {
        known.remove(owner.getMetadata().getUid());
    }

    private String readOrMake(HasMetadata owner, String name, Map<String, String> labels, KubernetesClient client) {
        Secret secret = client.secrets()
                .inNamespace(owner.getMetadata().getNamespace())
                .withName(name)
                .get();
        return token(secret == null ? make(owner, name, labels, client) : secret);
    }

    private Secret make(HasMetadata owner, String name, Map<String, String> labels, KubernetesClient client) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var secret = client.secrets()
                .inNamespace(owner.getMetadata().getNamespace())
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(owner.getMetadata().getNamespace())
                        .withLabels(labels)
                        .withOwnerReferences(new OwnerReferenceBuilder()
                                .withApiVersion(owner.getApiVersion())
                                .withKind(owner.getKind())
                                .withName(owner.getMetadata().getName())
                                .withUid(owner.getMetadata().getUid())
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
