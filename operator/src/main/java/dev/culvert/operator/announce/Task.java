package dev.culvert.operator.announce;

import dev.culvert.manifest.api.Announcement;

/**
 * Somebody to tell.
 *
 * @param recipient who
 * @param news what
 */
public record Task(Recipient recipient, News news) {
    /**
     * What is told.
     *
     * @param client whose port, {@code media/qbittorrent}
     * @param port its name
     * @param number the port that remotes see
     * @param exit the exit's name
     * @param address the exit's public address; empty if it is not known
     */
    public record News(String client, String port, int number, String exit, String address) {}

    /** What of two tasks is one thing: a hook may be told of several ports. */
    public record Key(Recipient recipient, String port) {
        @Override
        public String toString() {
            return recipient + ", port " + port;
        }
    }

    /** Who, and of which port. */
    public Key key() {
        return new Key(recipient, news.port());
    }

    /** Who is told; prints as people read it. */
    public sealed interface Recipient {}

    /**
     * A program with a web interface.
     *
     * @param kind which
     * @param url where
     * @param namespace of the Secret
     * @param secret with its credentials; empty if it asks for none
     */
    public record Program(Announcement.Program kind, String url, String namespace, String secret) implements Recipient {
        @Override
        public String toString() {
            return kind + " at " + url;
        }
    }

    /** A key of a ConfigMap. */
    public record ConfigMapKey(String namespace, String name, String key) implements Recipient {
        @Override
        public String toString() {
            return "ConfigMap " + name + ", key " + key;
        }
    }

    /** An annotation of a pod. */
    public record PodAnnotation(String namespace, String pod, String key) implements Recipient {
        @Override
        public String toString() {
            return "pod " + pod + ", annotation " + key;
        }
    }

    /**
     * A hook.
     *
     * @param url where
     * @param namespace of the Secret
     * @param secret with the header Authorization; empty for none
     */
    public record Hook(String url, String namespace, String secret) implements Recipient {
        @Override
        public String toString() {
            return "hook at " + url;
        }
    }
}
