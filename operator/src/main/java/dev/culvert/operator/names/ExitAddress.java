package dev.culvert.operator.names;

import dev.culvert.model.net.IpAddress;
import java.util.Optional;

/**
 * What is known of an exit; one that has two addresses is there twice.
 *
 * @param exit its name
 * @param state whether it takes flows
 * @param address a public one of its own, if one was ever known
 * @param since when it has been so, RFC 3339 in UTC
 */
public record ExitAddress(String exit, State state, Optional<IpAddress> address, String since) {
    /** Whether it takes flows. */
    public enum State {
        Up,
        Down,
        /** Nobody could say: it is neither taken up nor taken out. */
        Unknown
    }
}
