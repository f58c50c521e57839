package dev.culvert.manifest.validation;

import java.util.Set;

/** What is known of a Secret; never its values. */
public sealed interface SecretKeys {
    /** Nobody looked, as without a cluster. */
    record Unknown() implements SecretKeys {}

    /** There is none of that name. */
    record Missing() implements SecretKeys {}

    /**
     * It is there.
     *
     * @param keys that it has
     * @param version another one whenever anything in it changes
     */
    record Present(Set<String> keys, String version) implements SecretKeys {
        public Present {
            keys = Set.copyOf(keys);
        }
    }
}
