package dev.culvert.operator.names;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a name is not as it should be, in a sentence that names the remedy. It is tried again. */
public final class NotPublished extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final @Nullable Instant notBefore;

    /** Kinds, as the condition names them. */
    public enum Reason {
        /** The name has records that somebody else made. */
        NameHasForeignRecords,
        /** Another gateway has claimed it. */
        NameOwnedByOther,
        /** The credential is not there. */
        CredentialNotFound,
        /** The provider does not take the credential. */
        CredentialRefused,
        /** The provider refuses the change. */
        ProviderRefused,
        /** The provider does not answer, or not now. */
        ProviderUnreachable,
        /** The cluster does not serve what ExternalDNS reads. */
        ExternalDnsNotInstalled,
        /** Somebody wrote meanwhile. */
        ChangedMeanwhile
    }

    /** With the sentence. */
    public NotPublished(Reason reason, String message) {
        super(message);
        this.reason = reason;
        notBefore = null;
    }

    /** The provider does not want to be asked again before. */
    public NotPublished(Reason reason, String message, Instant notBefore) {
        super(message);
        this.reason = reason;
        this.notBefore = notBefore;
    }

    /** The kind. */
    public Reason reason() {
        return reason;
    }

    /** When it may be tried again, if the provider said so. */
    public Optional<Instant> notBefore() {
        return Optional.ofNullable(notBefore);
    }

    /** The sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
