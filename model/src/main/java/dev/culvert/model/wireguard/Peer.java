package dev.culvert.model.wireguard;

import dev.culvert.model.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The other end of a tunnel.
 *
 * @param publicKey who it is
 * @param presharedKey the additional symmetric key, if one is used
 * @param endpoint where it is reached, if that is known
 * @param allowedIps the addresses behind it, as written but without host bits
 * @param persistentKeepalive seconds between empty packets, if any are to be sent
 */
public record Peer(
        PublicKey publicKey,
        Optional<SecretKey> presharedKey,
        Optional<Endpoint> endpoint,
        List<Prefix> allowedIps,
        OptionalInt persistentKeepalive) {
    /** Copies the list. */
    public Peer {
        allowedIps = List.copyOf(allowedIps);
    }
}
