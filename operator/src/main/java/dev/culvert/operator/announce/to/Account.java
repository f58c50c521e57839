package dev.culvert.operator.announce.to;

import dev.culvert.operator.announce.NotTold;

/**
 * By which Secret an application lets us in.
 *
 * @param secret its name; empty if the application asks for none
 */
record Account(Credentials credentials, String namespace, String secret) {
    boolean isNeeded() {
        return !secret.isEmpty();
    }

    /**
     * The value of a key that must be there.
     *
     * @throws NotTold if it is not
     */
    String value(String key) throws NotTold {
        return credentials
                .of(namespace, secret, key)
                .orElseThrow(
                        () -> new NotTold("Secret " + namespace + "/" + secret + " has no key " + key + "; add it"));
    }
}
