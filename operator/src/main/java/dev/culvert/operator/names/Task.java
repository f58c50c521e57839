package dev.culvert.operator.names;

import dev.culvert.manifest.api.NameProvider;
import java.util.Locale;

/**
 * A name to keep.
 *
 * @param wanted what it should have
 * @param via where it is kept
 * @param namespace of the gateway and its Secret
 * @param secretVersion changes when the Secret does
 */
public record Task(Wanted wanted, NameProvider via, String namespace, String secretVersion) {
    /** A name in a place: what of two tasks is one thing. */
    public record Key(String name, String place) {}

    /** The name and its place. */
    public Key key() {
        return new Key(wanted.name(), place(via));
    }

    /** Where names are kept, whatever the way there: the same zone by another server is the same place. */
    public static String place(NameProvider via) {
        return switch (via.kind()) {
            case NameProvider.Rfc2136 server ->
                server.word() + " " + server.zone().toLowerCase(Locale.ROOT);
            case NameProvider.Cloudflare cloudflare ->
                cloudflare.word() + " " + cloudflare.zone().toLowerCase(Locale.ROOT);
            case NameProvider.ExternalDns externalDns -> externalDns.word();
            case NameProvider.Dynu dynu -> dynu.word();
        };
    }
}
