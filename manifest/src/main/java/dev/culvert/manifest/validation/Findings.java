package dev.culvert.manifest.validation;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Findings while they are gathered. */
final class Findings {
    private final List<Finding> list = new ArrayList<>();

    void add(Reason reason, String field, String problem, String remedy) {
        list.add(new Finding(reason, field, problem, remedy));
    }

    void invalid(String field, String problem, String remedy) {
        add(Reason.InvalidSpec, field, problem, remedy);
    }

    /** The value, or empty and a finding. */
    <T> Optional<T> read(String field, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (InvalidInput e) {
            list.add(Finding.of(Reason.InvalidSpec, field, e));
            return Optional.empty();
        }
    }

    Optional<Prefix> network(String field, String text) {
        return read(field, () -> Prefix.parse(text)).filter(prefix -> {
            if (prefix.family() == Family.IPV6) {
                invalid(field, prefix + " is IPv6, the network of clients is IPv4", "take one such as 192.168.24.0/22");
                return false;
            }
            return true;
        });
    }

    Optional<IpAddress> address(String field, String text) {
        return read(field, () -> IpAddress.parse(text));
    }

    /** Each name once. */
    void unique(String field, List<String> names) {
        var seen = new HashSet<String>();
        IntStream.range(0, names.size())
                .filter(index -> !seen.add(names.get(index)))
                .forEach(index -> invalid(
                        field + "[" + index + "].name", names.get(index) + " is there twice", "take another name"));
    }

    List<Finding> list() {
        return List.copyOf(list);
    }
}
