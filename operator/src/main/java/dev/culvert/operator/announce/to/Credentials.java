package dev.culvert.operator.announce.to;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.manifest.Labels;
import dev.culvert.operator.announce.NotTold;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an application asks for, read when it is needed and held nowhere else. */
@FunctionalInterface
public interface Credentials {
    /**
     * The value of a Secret's key; empty if the Secret has no such key.
     *
     * @throws NotTold if there is no such Secret, it cannot be read, or is not released for this
     */
    Optional<String> of(String namespace, String secret, String key) throws NotTold;

    /** What the label {@link Labels#ANNOUNCE} says. */
    String MAY = "true";

    /**
     * Those of the API server's Secrets, and of these only what is labelled for it: who may write VpnClients names the Secret and
     * where it is sent, and may perhaps read no Secret.
     */
    static Credentials in(KubernetesClient client) {
        return (namespace, name, key) -> {
            Secret secret;
            try {
                secret = client.secrets().inNamespace(namespace).withName(name).get();
            } catch (KubernetesClientException e) {
                throw new NotTold("Secret " + namespace + "/" + name + " cannot be read (" + e.getCode()
                        + "); it is tried again");
            }
            if (secret == null) {
                throw new NotTold("there is no Secret " + namespace + "/" + name + "; create it");
            }
            if (!MAY.equals(Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.<String, String>of())
                    .get(Labels.ANNOUNCE))) {
                throw new NotTold(
                        "Secret " + namespace + "/" + name + " is not released for this; whoever owns it labels it "
                                + Labels.ANNOUNCE + ": \"" + MAY + "\"");
            }
            return Optional.ofNullable(secret.getData())
                    .map((Map<String, String> data) -> data.get(key))
                    .map(value -> new String(Base64.getDecoder().decode(value), UTF_8).strip());
        };
    }
}
