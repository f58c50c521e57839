package dev.culvert.operator.names;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the TXT record at {@code _culvert.NAME} says: whose the name is, which of its addresses that one made, and when in the
 * order of what was wanted.
 *
 * @param owner whose
 * @param revision of what was wanted
 * @param addresses that the owner made; all others are somebody else's
 */
public record Claim(Owner owner, long revision, List<IpAddress> addresses) {
    private static final String LABEL = "_culvert.";

    public Claim {
        addresses = addresses.stream().sorted().distinct().toList();
    }

    /** Where a name's claim is. */
    public static String place(String name) {
        return LABEL + name;
    }

    /** As it is written. */
    public String text() {
        return "culvert=1 owner=" + owner.uid() + " gateway=" + owner.gateway() + " revision=" + revision
                + " addresses="
                + addresses.stream().map(IpAddress::toString).collect(Collectors.joining(","));
    }

    /** What was written; empty if it is something else. */
    public static Optional<Claim> read(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(" ", -1)) {
            int equals = field.indexOf('=');
            fields.put(equals < 0 ? field : field.substring(0, equals), equals < 0 ? "" : field.substring(equals + 1));
        }
        if (!"1".equals(fields.get("culvert")) || !fields.containsKey("owner")) {
            return Optional.empty();
        }
        try {
            String addresses = fields.getOrDefault("addresses", "");
            return Optional.of(new Claim(
                    new Owner(fields.getOrDefault("owner", ""), fields.getOrDefault("gateway", "")),
                    Long.parseLong(fields.getOrDefault("revision", "0")),
                    addresses.isEmpty()
                            ? List.of()
                            : Arrays.stream(addresses.split(",", -1))
                                    .map(IpAddress::parse)
                                    .toList()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }
}
