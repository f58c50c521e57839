package dev.culvert.operator.announce.to;

import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/** The way to each kind of recipient. */
public final class Ways implements Way.Finder {
    private final KubernetesClient client;
    private final Credentials credentials;

    /** Objects and Secrets are those that this client may write and read. */
    public Ways(KubernetesClient client) {
        this.client = client;
        this.credentials = Credentials.in(client);
    }

    @Override
    public Way to(Task.Recipient recipient) {
        return switch (recipient) {
            case Task.Program program -> to(program, credentials);
            case Task.ConfigMapKey entry -> new ConfigMapEntry(entry, client);
            case Task.PodAnnotation note -> new PodNote(note, client);
            case Task.Hook hook -> new Hook(hook, new Account(credentials, hook.namespace(), hook.secret()));
        };
    }

    /** To a program, with credentials from wherever they are. */
    static Way to(Task.Program program, Credentials credentials) {
        var account = new Account(credentials, program.namespace(), program.secret());
        return switch (program.kind()) {
            case qbittorrent -> new QBittorrent(program, account, InstantSource.system());
            case transmission -> new Transmission(program, account);
            case deluge -> new Deluge(program, account);
        };
    }
}
