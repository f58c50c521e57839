package dev.culvert.manifest.validation;

import org.jspecify.annotations.Nullable;

/** A Secret that somebody names must be there, with its key. */
final class SecretRules {
    private SecretRules() {}

    static void check(
            String namespace, String path, String name, @Nullable String key, Known known, Findings findings) {
        switch (known.secret(namespace, name)) {
            case SecretKeys.Unknown() -> {}
            case SecretKeys.Missing() ->
                findings.add(
                        Reason.SecretNotFound,
                        path + ".name",
                        "there is no Secret " + namespace + "/" + name,
                        "create it");
            case SecretKeys.Present(var keys, var _) -> {
                if (key != null && !keys.contains(key)) {
                    findings.add(
                            Reason.SecretNotFound,
                            path + ".key",
                            "Secret " + namespace + "/" + name + " has no key " + key,
                            "name the key that holds the provider's file, or add it");
                }
            }
        }
    }
}
