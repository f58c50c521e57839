package dev.culvert.operator.names;

import dev.culvert.model.net.IpAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From what a name has to what it should have. */
public sealed interface Step {
    /** It is so. */
    record Nothing() implements Step {}

    /** The name is somebody else's. */
    record Refuse(NotPublished.Reason reason, String message) implements Step {}

    /** Somebody has wanted something later. */
    record Behind(long revision) implements Step {}

    /**
     * To write.
     *
     * @param before the claim as it is
     * @param during the claim while only a part is written, for providers that cannot write all at once
     * @param after the claim then; none when the name is released
     * @param add new addresses
     * @param retime addresses of ours with another time to live
     * @param remove addresses of ours
     */
    record Write(
            Optional<Claim> before,
            Claim during,
            Optional<Claim> after,
            List<IpAddress> add,
            List<IpAddress> retime,
            List<IpAddress> remove)
            implements Step {}

    /** The step. */
    static Step of(There there, Wanted wanted) {
        String name = wanted.name();
        if (there.claims().size() > 1) {
            return new Refuse(
                    NotPublished.Reason.NameOwnedByOther,
                    name + ": there are " + there.claims().size() + " claims in " + Claim.place(name)
                            + "; leave the TXT record of the owner, and delete the others");
        }
        Optional<Claim> claim = there.claims().stream().findFirst();
        if (claim.isEmpty()) {
            return wanted.released() ? new Nothing() : first(there, wanted);
        }
        Claim before = claim.get();
        if (!before.owner().uid().equals(wanted.owner().uid())) {
            return wanted.released() ? new Nothing() : others(name, before);
        }
        if (before.revision() > wanted.revision()) {
            return new Behind(before.revision());
        }
        if (there.alias() && !wanted.released()) {
            return alias(name);
        }
        return write(there, before, wanted);
    }

    private static Step first(There there, Wanted wanted) {
        if (there.alias()) {
            return alias(wanted.name());
        }
        if (!there.addresses().isEmpty()) {
            return new Refuse(
                    NotPublished.Reason.NameHasForeignRecords,
                    wanted.name() + ": it has addresses that Culvert did not make, "
                            + there.addresses().keySet().stream()
                                    .sorted()
                                    .map(IpAddress::toString)
                                    .collect(Collectors.joining(", "))
                            + "; delete them, or take another name");
        }
        Claim after = wanted.claim(wanted.addresses());
        return new Write(Optional.empty(), after, Optional.of(after), wanted.addresses(), List.of(), List.of());
    }

    private static Step alias(String name) {
        return new Refuse(
                NotPublished.Reason.NameHasForeignRecords,
                name + ": it is an alias (CNAME), beside which no address can be; delete it, or take another name");
    }

    private static Step others(String name, Claim claim) {
        return new Refuse(
                NotPublished.Reason.NameOwnedByOther,
                name + ": it belongs to VpnGateway " + claim.owner().gateway() + " with uid "
                        + claim.owner().uid()
                        + "; take another name, or, if that one is gone, delete the name's addresses and the TXT record "
                        + Claim.place(name));
    }

    private static Step write(There there, Claim before, Wanted wanted) {
        Set<IpAddress> mine = new HashSet<>(before.addresses());
        mine.retainAll(there.addresses().keySet());
        Set<IpAddress> foreign = without(there.addresses().keySet(), mine);
        Set<IpAddress> wish = without(wanted.addresses(), foreign);
        List<IpAddress> add = sorted(without(wish, mine));
        List<IpAddress> remove = sorted(without(mine, wish));
        List<IpAddress> retime = sorted(mine.stream()
                .filter(wish::contains)
                .filter(address -> there.addresses().getOrDefault(address, 0L) != wanted.ttl())
                .toList());
        Optional<Claim> after = wanted.released() ? Optional.empty() : Optional.of(wanted.claim(List.copyOf(wish)));
        if (add.isEmpty() && remove.isEmpty() && retime.isEmpty() && after.equals(Optional.of(before))) {
            return new Nothing();
        }
        Claim during = wanted.claim(Stream.concat(wish.stream(), mine.stream()).toList());
        return new Write(Optional.of(before), during, after, add, retime, remove);
    }

    private static Set<IpAddress> without(Collection<IpAddress> all, Collection<IpAddress> these) {
        Set<IpAddress> rest = new HashSet<>(all);
        rest.removeAll(these);
        return rest;
    }

    private static List<IpAddress> sorted(Collection<IpAddress> addresses) {
        return addresses.stream().sorted().toList();
    }
}
