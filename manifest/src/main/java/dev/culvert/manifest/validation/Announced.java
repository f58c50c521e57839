package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.Announcement;
import dev.culvert.manifest.api.VpnClient;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Somebody who keeps one number, and whom VpnClients of different names can name alike. Two that told him in turns would undo each other's work
 * for ever: the older one tells him. (A pod's annotation, and a program at a pod's own address, are known to that pod's client alone; a hook is told
 * by whom it is called.)
 *
 * @param name what he is called, the same whoever names him
 */
public record Announced(String name) {
    /** All whom a client tells. */
    public static Stream<Announced> by(VpnClient client) {
        return client.getSpec().announce().stream()
                .flatMap(announcement -> announcement.given().stream())
                .flatMap(recipient -> of(client, recipient).stream());
    }

    /** The recipient, if others could name him. */
    public static Optional<Announced> of(VpnClient client, Announcement.Recipient recipient) {
        return switch (recipient) {
            case Announcement.ConfigMapKey(var name, var key) ->
                Optional.of(new Announced(
                        "ConfigMap " + client.getMetadata().getNamespace() + "/" + name + ", key " + key));
            case Announcement.Listener(var program, var at) ->
                Optional.ofNullable(at.url()).map(url -> new Announced(program + " at " + url));
            case Announcement.PodAnnotation _, Announcement.Hook _ -> Optional.empty();
        };
    }

    /** The older client that tells him; empty if it is this one. */
    public Optional<VpnClient> older(VpnClient client, Known known) {
        return known.clientsTelling(this).min(Seniority.BY_AGE).filter(eldest -> Seniority.older(eldest, client));
    }
}
