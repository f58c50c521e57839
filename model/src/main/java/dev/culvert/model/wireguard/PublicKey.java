package dev.culvert.model.wireguard;

/**
 * A peer's public key. No secret, yet messages do not show it: people paste the private key in its place.
 *
 * @param base64 32 bytes in base64, 44 characters
 */
public record PublicKey(String base64) {
    /**
     * Refuses what is not 32 bytes in base64.
     *
     * @throws dev.culvert.model.InvalidInput without the value
     */
    public PublicKey {
        SecretKey.requireKey(base64);
    }
}
