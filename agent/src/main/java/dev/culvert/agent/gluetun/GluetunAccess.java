package dev.culvert.agent.gluetun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.HttpURLConnection;
import java.util.Base64;

/** How we say who we are to gluetun's control server. Secrets are never printed. */
public sealed interface GluetunAccess {

    /** The word for it in gluetun's {@code config.toml}. */
    String auth();

    /** Puts the credentials, if any, on a request. */
    void authorise(HttpURLConnection request);

    /** Nothing is said. */
    record None() implements GluetunAccess {
        @Override
        public String auth() {
            return "none";
        }

        @Override
        public void authorise(HttpURLConnection request) {
            // A public route wants no credentials.
        }
    }

    /** HTTP basic authentication. */
    record Basic(String user, String password) implements GluetunAccess {
        @Override
        public String auth() {
            return "basic";
        }

        @Override
        public void authorise(HttpURLConnection request) {
            String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
            request.setRequestProperty("Authorization", "Basic " + credentials);
        }

        @Override
        public String toString() {
            return "Basic[user=" + user + "]";
        }
    }

    /** A key in the header {@code X-API-Key}. */
    record ApiKey(String key) implements GluetunAccess {

        /** Refuses what cannot stand in a header; the JDK would refuse it too, and print it. */
        public ApiKey {
            if (key.isEmpty() || key.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IllegalArgumentException(
                        "gluetun's API key is empty or holds a line break or another character that no header can carry");
            }
        }

        @Override
        public String auth() {
            return "apikey";
        }

        @Override
        public void authorise(HttpURLConnection request) {
            request.setRequestProperty("X-API-Key", key);
        }

        @Override
        public String toString() {
            return "ApiKey[]";
        }
    }
}
