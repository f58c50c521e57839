package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.ChangedMeanwhile;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.Claim;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Publisher;
import dev.culvert.operator.names.Step;
import dev.culvert.operator.names.There;
import dev.culvert.operator.names.Wanted;
import dev.culvert.operator.names.provider.RecordApi.ApiRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A name with a provider that changes one record at a time. First the claim says what will be ours, then addresses are added, then others
 * removed, then the claim says what is ours: wherever it ends in the middle, the name has addresses and nothing of ours is
 * unclaimed, so the next attempt goes on.
 */
final class SteppedPublisher implements Publisher {
    private final RecordApi api;

    SteppedPublisher(RecordApi api) {
        this.api = api;
    }

    @Override
    public Result publish(Wanted wanted) throws NotPublished {
        List<ApiRecord> records = api.list(wanted.name());
        List<ApiRecord> claims = claims(wanted.name());
        return switch (Step.of(there(records, claims), wanted)) {
            case Step.Nothing() -> new Result.Done(false);
            case Step.Behind(long revision) -> new Result.Behind(revision);
            case Step.Refuse(var reason, String message) -> throw new NotPublished(reason, message);
            case Step.Write write -> {
                write(wanted, records, write);
                yield new Result.Done(true);
            }
        };
    }

    private void write(Wanted wanted, List<ApiRecord> records, Step.Write write) throws NotPublished {
        String name = wanted.name();
        put(name, write.before(), write.during(), wanted.ttl());
        alone(name, write.during());
        for (IpAddress address : write.add()) {
            api.add(name, type(address), address.toString(), wanted.ttl());
        }
        still(name, write.during(), write.add());
        for (ApiRecord record : records) {
            Optional<IpAddress> address = address(record);
            if (address.filter(write.retime()::contains).isPresent()) {
                api.change(name, record, record.content(), wanted.ttl());
            }
        }
        for (ApiRecord record : records) {
            Optional<IpAddress> address = address(record);
            if (address.filter(write.remove()::contains).isPresent()) {
                api.delete(name, record);
            }
        }
        Claim after = write.after().orElse(null);
        if (after == null || !after.equals(write.during())) {
            put(name, Optional.of(write.during()), after, wanted.ttl());
        }
    }

    /** There is no transaction: of two who claim at once neither goes on, and both look again. */
    private void alone(String name, Claim mine) throws NotPublished {
        List<ApiRecord> claims = claims(name);
        boolean alone = claims.size() == 1
                && Claim.read(claims.getFirst().content()).filter(mine::equals).isPresent();
        if (!alone) {
            for (ApiRecord claim : claims) {
                if (claims.size() > 1
                        && Claim.read(claim.content()).filter(mine::equals).isPresent()) {
                    api.delete(Claim.place(name), claim);
                }
            }
            throw changed(name);
        }
    }

    /** Whoever slept while a successor went on takes back what it added, unless the successor wants that, too. */
    private void still(String name, Claim mine, List<IpAddress> added) throws NotPublished {
        List<Claim> now = claims(name).stream()
                .flatMap(claim -> Claim.read(claim.content()).stream())
                .toList();
        if (now.equals(List.of(mine))) {
            return;
        }
        for (ApiRecord record : api.list(name)) {
            Optional<IpAddress> address = address(record);
            if (address.filter(added::contains).isPresent()
                    && now.stream().noneMatch(claim -> claim.addresses().contains(address.get()))) {
                api.delete(name, record);
            }
        }
        throw changed(name);
    }

    private static NotPublished changed(String name) {
        return new NotPublished(
                ChangedMeanwhile, name + ": somebody else claims it at the same time; it is tried again");
    }

    private void put(String name, Optional<Claim> before, @Nullable Claim after, int ttl) throws NotPublished {
        String place = Claim.place(name);
        Optional<ApiRecord> record = claims(name).stream()
                .filter(claim -> Claim.read(claim.content()).equals(before))
                .findFirst();
        if (before.isPresent() && record.isEmpty()) {
            throw changed(name);
        }
        if (after == null) {
            if (record.isPresent()) {
                api.delete(place, record.get());
            }
        } else if (record.isPresent()) {
            if (!before.equals(Optional.of(after))) {
                api.change(place, record.get(), after.text(), ttl);
            }
        } else {
            api.add(place, "TXT", after.text(), ttl);
        }
    }

    private List<ApiRecord> claims(String name) throws NotPublished {
        return api.list(Claim.place(name)).stream()
                .filter(record -> record.type().equals("TXT")
                        && Claim.read(record.content()).isPresent())
                .toList();
    }

    private static There there(List<ApiRecord> records, List<ApiRecord> claims) {
        Map<IpAddress, Long> addresses = new HashMap<>();
        records.forEach(record -> address(record).ifPresent(address -> addresses.put(address, record.ttl())));
        return new There(
                addresses,
                records.stream().anyMatch(record -> record.type().equals("CNAME")),
                claims.stream()
                        .flatMap(claim -> Claim.read(claim.content()).stream())
                        .toList());
    }

    private static Optional<IpAddress> address(ApiRecord record) {
        if (!record.type().equals("A") && !record.type().equals("AAAA")) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpAddress.parse(record.content()));
        } catch (InvalidInput nonsense) {
            return Optional.empty();
        }
    }

    private static String type(IpAddress address) {
        return address.family() == Family.IPV4 ? "A" : "AAAA";
    }
}
