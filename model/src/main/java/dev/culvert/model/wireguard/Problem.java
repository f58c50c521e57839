package dev.culvert.model.wireguard;

/**
 * Something to tell about a configuration file. Free of secrets.
 *
 * @param line its line, from 1; 0 for the file as a whole
 * @param key the key or section it is about, as wg(8) spells it; "line" where there is none
 * @param message what is wrong
 * @param remedy what to do
 */
public record Problem(int line, String key, String message, String remedy) {
    /** {@code line 3: Endpoint: ...; write ...}. */
    @Override
    public String toString() {
        return (line > 0 ? "line " + line + ": " : "") + key + ": " + message + "; " + remedy;
    }
}
