package dev.culvert.model.wireguard;

import dev.culvert.model.InvalidInput;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;

/** A private or preshared key. Its text comes out only where it is asked for by {@link #base64()}. */
public final class SecretKey {
    /** 32 bytes are 43 characters and a pad; the last character carries four bits, so its two lowest are zero. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=");

    private final byte[] bytes;

    private SecretKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads 32 bytes in base64.
     *
     * @throws InvalidInput without the value
     */
    public static SecretKey parse(String base64) {
        requireKey(base64);
        return new SecretKey(Base64.getDecoder().decode(base64));
    }

    static void requireKey(String base64) {
        if (!KEY.matcher(base64).matches()) {
            String problem = base64.length() == 44
                    ? "the value is not 32 bytes in base64"
                    : "the value has " + base64.length() + " characters, a key has 44";
            throw new InvalidInput(
                    "key", problem, "copy the key whole, from the provider's page, with the = at its end");
        }
    }

    /** The key as a configuration file holds it. For the engine alone, never for a log. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Compares in a time that tells nothing about the keys. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    /** The same for all keys: a hash of one would be a part of it. */
    @Override
    public int hashCode() {
        return SecretKey.class.hashCode();
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
