package dev.culvert.operator.names;

import dev.culvert.model.net.IpAddress;
import java.util.List;

/**
 * What a name should have.
 *
 * @param name fully qualified, without a dot at the end
 * @param addresses A and AAAA
 * @param ttl seconds
 * @param owner who wants it
 * @param revision in the order of what that one wanted
 * @param released whether the owner is done with the name: nothing of its own is left there
 */
public record Wanted(String name, List<IpAddress> addresses, int ttl, Owner owner, long revision, boolean released) {
    public Wanted {
        addresses = List.copyOf(addresses);
    }

    /** What the owner will say of the name, of these addresses. */
    Claim claim(List<IpAddress> made) {
        return new Claim(owner, revision, made);
    }
}
