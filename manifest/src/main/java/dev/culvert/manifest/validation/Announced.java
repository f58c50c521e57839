package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.Announcement;
import dev.culvert.manifest.api.VpnClient;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Somebody who keeps one number, and whom several VpnClients of a namespace can name. Two that told him in turns would undo each other's work
 * for ever: the older one tells him. (A pod's annotation, and a program at a pod's own address, are known to that pod's client alone; a hook is told
 * by whom it is called. Others' namespaces have no say: one could keep a program's owner from it by its address alone.)
 *
 * @param namespace of the clients
 * @param name what he is called
 */
public record Announced(String namespace, String name) {
    /** All whom a client tells. */
    public static Stream<Announced> by(VpnClient client) {
        return client.getSpec().announce().stream()
                .flatMap(announcement -> announcement.given().stream())
                .flatMap(recipient -> of(client, recipient).stream());
    }

    /** The recipient, if others could name him. */
    public static Optional<Announced> of(VpnClient client, Announcement.Recipient recipient) {
        String namespace = client.getMetadata().getNamespace();
        return switch (recipient) {
            case Announcement.ConfigMapKey(var name, var key) ->
                Optional.of(new Announced(namespace, "ConfigMap " + name + ", key " + key));
            case Announcement.Listener(var program, var at) ->
                Optional.ofNullable(at.url()).map(url -> new Announced(namespace, program + " at " + url));
            case Announcement.PodAnnotation _, Announcement.Hook _ -> Optional.empty();
        };
    }

    /** The older client that tells him; empty if it is this one. */
    public Optional<VpnClient> older(VpnClient client, Known known) {
        return known.clientsTelling(this).min(Seniority.BY_AGE).filter(eldest -> Seniority.older(eldest, client));
    }
}
