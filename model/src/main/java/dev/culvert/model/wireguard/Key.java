package dev.culvert.model.wireguard;

import java.util.Arrays;
import java.util.Optional;

/** The keys of wg(8) and wg-quick(8). */
enum Key {
    PRIVATE_KEY("PrivateKey", Section.INTERFACE, Times.ONCE),
    LISTEN_PORT("ListenPort", Section.INTERFACE, Times.ONCE),
    FW_MARK("FwMark", Section.INTERFACE, Times.ONCE),
    ADDRESS("Address", Section.INTERFACE, Times.OFTEN),
    DNS("DNS", Section.INTERFACE, Times.OFTEN),
    MTU("MTU", Section.INTERFACE, Times.ONCE),
    TABLE("Table", Section.INTERFACE, Times.ONCE),
    PRE_UP("PreUp", Section.INTERFACE, Times.OFTEN),
    POST_UP("PostUp", Section.INTERFACE, Times.OFTEN),
    PRE_DOWN("PreDown", Section.INTERFACE, Times.OFTEN),
    POST_DOWN("PostDown", Section.INTERFACE, Times.OFTEN),
    SAVE_CONFIG("SaveConfig", Section.INTERFACE, Times.ONCE),
    PUBLIC_KEY("PublicKey", Section.PEER, Times.ONCE),
    PRESHARED_KEY("PresharedKey", Section.PEER, Times.ONCE),
    ENDPOINT("Endpoint", Section.PEER, Times.ONCE),
    ALLOWED_IPS("AllowedIPs", Section.PEER, Times.OFTEN),
    PERSISTENT_KEEPALIVE("PersistentKeepalive", Section.PEER, Times.ONCE);

    enum Section {
        INTERFACE("[Interface]"),
        PEER("[Peer]");

        private final String label;

        Section(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    enum Times {
        ONCE,
        OFTEN
    }

    private final String label;
    private final Section section;
    private final Times times;

    Key(String label, Section section, Times times) {
        this.label = label;
        this.section = section;
        this.times = times;
    }

    String label() {
        return label;
    }

    Section section() {
        return section;
    }

    boolean repeatable() {
        return times == Times.OFTEN;
    }

    /** Whether complaints about the value leave it out by themselves. */
    boolean secret() {
        return this == PRIVATE_KEY || this == PUBLIC_KEY || this == PRESHARED_KEY;
    }

    static Optional<Key> named(String name) {
        return Arrays.stream(values())
                .filter(key -> key.label.equalsIgnoreCase(name))
                .findFirst();
    }
}
