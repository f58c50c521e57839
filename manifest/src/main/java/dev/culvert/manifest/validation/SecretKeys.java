package dev.culvert.manifest.validation;

import java.util.Set;

/** What is known of a Secret; never its values. */
public sealed interface SecretKeys {
    /** Nobody looked, as without a cluster. */
    record Unknown() implements SecretKeys {}

    /** There is none of that name. */
    record Missing() implements SecretKeys {}

    /** It is there, with these keys. */
    record Present(Set<String> keys) implements SecretKeys {
        public Present {
            keys = Set.copyOf(keys);
        }
    }
}
