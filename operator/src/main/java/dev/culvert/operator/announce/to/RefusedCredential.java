package dev.culvert.operator.announce.to;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/** The credential that somebody refused last, to be told apart from others. It is not kept itself, but a digest with a salt. */
final class RefusedCredential {
    private final Duration patience;
    private final InstantSource clock;
    private final byte[] salt = SecureRandom.getSeed(16);
    private byte[] digest = {};
    private Instant since = Instant.EPOCH;

    /** None yet; one that is refused is not sent again for so long. */
    RefusedCredential(Duration patience, InstantSource clock) {
        this.patience = patience;
        this.clock = clock;
    }

    void refused(String credential) {
        digest = digest(credential);
        since = clock.instant();
    }

    boolean isToWait(String credential) {
        return clock.instant().isBefore(since.plus(patience)) && Arrays.equals(digest, digest(credential));
    }

    private byte[] digest(String credential) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            return sha.digest(credential.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
