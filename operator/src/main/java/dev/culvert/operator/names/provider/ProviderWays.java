package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.CredentialNotFound;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.culvert.manifest.api.NameProvider;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Publisher;
import dev.culvert.operator.names.Publishers;
import dev.culvert.operator.names.Task;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The way to each provider. Credentials are read when they are needed, and held nowhere else. */
public final class ProviderWays implements Publishers {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KubernetesClient client;
    private final InstantSource clock = InstantSource.system();
    private final Map<Account, Backoff> backoffs = new ConcurrentHashMap<>();

    /** Whom a provider counts requests of, as far as we know: whoever uses that Secret. */
    private record Account(String provider, String namespace, NameProvider.@Nullable SecretKey credential) {}

    /** Credentials are Secrets that this client may read. */
    public ProviderWays(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Publisher to(Task task) throws NotPublished {
        return switch (task.via().kind()) {
            case NameProvider.Rfc2136 server ->
                new Rfc2136Publisher(server, credential(task.namespace(), server.credential()), PATIENCE);
            case NameProvider.ExternalDns _ -> new ExternalDnsPublisher(client, task.namespace());
            case NameProvider.Cloudflare cloudflare ->
                new SteppedPublisher(new CloudflareApi(
                        CloudflareApi.BASE,
                        cloudflare.zone(),
                        credential(task.namespace(), cloudflare.credential()),
                        PATIENCE,
                        backoff(task, cloudflare)));
            case NameProvider.Dynu dynu ->
                new SteppedPublisher(new DynuApi(
                        DynuApi.BASE, credential(task.namespace(), dynu.credential()), PATIENCE, backoff(task, dynu)));
        };
    }

    private Backoff backoff(Task task, NameProvider.Kind provider) {
        return backoffs.computeIfAbsent(
                new Account(provider.word(), task.namespace(), provider.credential()), _ -> new Backoff(clock));
    }

    private String credential(String namespace, NameProvider.SecretKey key) throws NotPublished {
        Secret secret;
        try {
            secret =
                    client.secrets().inNamespace(namespace).withName(key.name()).get();
        } catch (KubernetesClientException e) {
            throw new NotPublished(
                    CredentialNotFound,
                    "Secret " + namespace + "/" + key.name() + " cannot be read (" + e.getCode()
                            + "); it is tried again");
        }
        String value = secret == null
                ? null
                : Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                        .get(key.key());
        if (value == null) {
            throw new NotPublished(
                    CredentialNotFound,
                    secret == null
                            ? "there is no Secret " + namespace + "/" + key.name() + "; create it with the key "
                                    + key.key()
                            : "Secret " + namespace + "/" + key.name() + " has no key " + key.key()
                                    + "; add it, or name the key in secretRef.key");
        }
        return new String(Base64.getDecoder().decode(value), UTF_8).strip();
    }
}
