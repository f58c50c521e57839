package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.ChangedMeanwhile;
import static dev.culvert.operator.names.NotPublished.Reason.CredentialNotFound;
import static dev.culvert.operator.names.NotPublished.Reason.ProviderRefused;

import dev.culvert.manifest.api.NameProvider;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.Claim;
import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.names.Publisher;
import dev.culvert.operator.names.Step;
import dev.culvert.operator.names.There;
import dev.culvert.operator.names.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A zone that takes dynamic updates (RFC 2136). A name and its claim are changed by one update, whose prerequisites are what was read: all of it
 * happens, or, if anybody wrote meanwhile, nothing.
 */
final class Rfc2136Publisher implements Publisher {
    private static final int LONGEST_STRING = 255;

    /** How often at once, if somebody else writes; then it waits as after any failure. */
    private static final int TRIES = 3;

    private final DnsServer server;
    private final Name zone;

    /**
     * Asks nothing yet.
     *
     * @param secret the TSIG key in base64
     * @param patience for each answer
     */
    Rfc2136Publisher(NameProvider.Rfc2136 settings, String secret, Duration patience) throws NotPublished {
        zone = name(settings.zone());
        NameProvider.Tsig tsig = settings.tsig();
        server = new DnsServer(
                settings.server(),
                tsig.keyName(),
                new TSIG(TSIG.algorithmToName(tsig.algorithmName()), name(tsig.keyName()), key(tsig, secret)),
                patience);
    }

    private static byte[] key(NameProvider.Tsig tsig, String secret) throws NotPublished {
        try {
            return Base64.getDecoder().decode(secret.strip());
        } catch (IllegalArgumentException e) {
            throw new NotPublished(
                    CredentialNotFound,
                    "the TSIG key in Secret " + tsig.secretRef().name()
                            + " is not base64; write it as tsig-keygen prints it");
        }
    }

    @Override
    public Result publish(Wanted wanted) throws NotPublished {
        for (int left = TRIES; left > 0; left--) {
            Seen seen = look(wanted.name());
            switch (Step.of(seen.there(), wanted)) {
                case Step.Nothing() -> {
                    return new Result.Done(false);
                }
                case Step.Behind(long revision) -> {
                    return new Result.Behind(revision);
                }
                case Step.Refuse(var reason, String message) -> throw new NotPublished(reason, message);
                case Step.Write write -> {
                    if (write(wanted, seen, write)) {
                        return new Result.Done(true);
                    }
                }
            }
        }
        throw new NotPublished(
                ChangedMeanwhile,
                wanted.name() + ": somebody else changes it at the same time; it is tried again, and whoever else "
                        + "writes this name should stop");
    }

    /** What is there, and the records that say so. */
    private record Seen(There there, List<Record> records) {}

    private Seen look(String name) throws NotPublished {
        List<Record> addresses = new ArrayList<>(read(name, Type.A));
        addresses.addAll(read(name, Type.AAAA));
        boolean alias = addresses.stream().anyMatch(record -> record.getType() == Type.CNAME)
                || !read(name, Type.CNAME).isEmpty();
        List<Record> claims = read(Claim.place(name), Type.TXT);
        Map<IpAddress, Long> there = new HashMap<>();
        for (Record record : addresses) {
            switch (record) {
                case ARecord a -> there.put(IpAddress.of(a.getAddress()), a.getTTL());
                case AAAARecord aaaa -> there.put(IpAddress.of(aaaa.getAddress()), aaaa.getTTL());
                default -> {}
            }
        }
        return new Seen(
                new There(
                        there,
                        alias,
                        claims.stream()
                                .filter(TXTRecord.class::isInstance)
                                .map(TXTRecord.class::cast)
                                .map(text -> Claim.read(String.join("", text.getStrings())))
                                .flatMap(java.util.Optional::stream)
                                .toList()),
                Stream.concat(addresses.stream(), claims.stream()).toList());
    }

    /** The records of that name and type; where it is an alias, that. */
    private List<Record> read(String name, int type) throws NotPublished {
        Name asked = name(name);
        Message answer = server.ask(Message.newQuery(Record.newRecord(asked, type, DClass.IN)));
        int code = answer.getRcode();
        if ((code != Rcode.NOERROR && code != Rcode.NXDOMAIN)
                || !answer.getHeader().getFlag(Flags.AA)) {
            throw new NotPublished(
                    ProviderRefused,
                    "name server " + server + " does not answer for the zone " + zone.toString(true) + " ("
                            + Rcode.string(code) + "); name the zone's primary server, and let the key ask it");
        }
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(asked))
                .toList();
    }

    /** Whether it was written; not if anything has changed since it was seen. */
    private boolean write(Wanted wanted, Seen seen, Step.Write write) throws NotPublished {
        Name name = name(wanted.name());
        Name place = name(Claim.place(wanted.name()));
        var update = new Update(zone);
        require(update, seen.records(), name, place);
        if (!write.add().isEmpty() || !write.retime().isEmpty()) {
            // Beside an alias there may be no address. What is taken away is in nobody's way, be the name an alias by
            // now or not.
            update.absent(name, Type.CNAME);
        }
        write.remove().forEach(address -> update.delete(record(name, address, 0)));
        Stream.concat(write.add().stream(), write.retime().stream())
                .forEach(address -> update.add(record(name, address, wanted.ttl())));
        write.before()
                .ifPresent(claim -> seen.records().stream()
                        .filter(record -> isClaim(record, claim))
                        .forEach(update::delete));
        write.after().ifPresent(claim -> update.add(text(place, claim, wanted.ttl())));
        int code = server.ask(update).getRcode();
        return switch (code) {
            case Rcode.NOERROR -> true;
            case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN -> false;
            default ->
                throw new NotPublished(
                        ProviderRefused,
                        "name server " + server + " refuses to change " + wanted.name() + " in "
                                + zone.toString(true) + " (" + Rcode.string(code)
                                + "); let the key change A and AAAA of it, and TXT of "
                                + Claim.place(wanted.name()) + " (BIND: update-policy)");
        };
    }

    /** RFC 2136, 2.4: every set of records is exactly as it was read. */
    private static void require(Update update, List<Record> seen, Name name, Name place) {
        for (int type : new int[] {Type.A, Type.AAAA, Type.TXT}) {
            Name at = type == Type.TXT ? place : name;
            List<Record> set =
                    seen.stream().filter(record -> record.getType() == type).toList();
            if (set.isEmpty()) {
                update.absent(at, type);
            } else {
                set.forEach(record ->
                        update.present(Record.newRecord(at, type, DClass.IN, 0, record.rdataToWireCanonical())));
            }
        }
    }

    private static boolean isClaim(Record record, Claim claim) {
        return record instanceof TXTRecord text
                && Claim.read(String.join("", text.getStrings()))
                        .filter(claim::equals)
                        .isPresent();
    }

    private static Record record(Name name, IpAddress address, long ttl) {
        return address.family() == Family.IPV4
                ? new ARecord(name, DClass.IN, ttl, address.toInet())
                : new AAAARecord(name, DClass.IN, ttl, address.toInet());
    }

    private static Record text(Name place, Claim claim, long ttl) {
        String text = claim.text();
        List<String> strings = new ArrayList<>();
        for (int from = 0; from < text.length(); from += LONGEST_STRING) {
            strings.add(text.substring(from, Math.min(text.length(), from + LONGEST_STRING)));
        }
        return new TXTRecord(place, DClass.IN, ttl, strings);
    }

    private static Name name(String text) throws NotPublished {
        try {
            return Name.fromString(text.toLowerCase(Locale.ROOT), Name.root);
        } catch (TextParseException e) {
            throw new NotPublished(ProviderRefused, text + " is no DNS name: " + e.getMessage() + "; correct it");
        }
    }
}
