package dev.culvert.manifest.lint.kube;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.InterfaceAddress;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Addresses and networks as people write them into manifests, read as leniently as the programs that take them. */
public final class Texts {
    /** Networks that are nobody's on the internet: private, shared, link-local, loopback, multicast. */
    public static final PrefixSet PRIVATE = PrefixSet.parse(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/4",
            "::1/128",
            "fc00::/7",
            "fe80::/10",
            "ff00::/8");

    /** The machine's own. */
    public static final PrefixSet LOOPBACK = PrefixSet.parse("127.0.0.0/8", "::1/128");

    private static final int WIDE = 8;

    private Texts() {}

    /** An address. */
    public static Optional<IpAddress> address(String text) {
        try {
            return Optional.of(IpAddress.parse(text.strip()));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    /** A network; host bits do not matter, as in Go's ParseCIDR. */
    public static Optional<Prefix> prefix(String text) {
        return interfaceAddress(text).map(InterfaceAddress::prefix);
    }

    /** An address with a prefix length. */
    public static Optional<InterfaceAddress> interfaceAddress(String text) {
        try {
            return Optional.of(InterfaceAddress.parse(text.strip()));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }

    /** Whether a route or rule for it carries the internet, or a large part. */
    public static boolean isWide(Prefix prefix) {
        return prefix.length() <= WIDE && !PRIVATE.contains(prefix);
    }

    /** The words of a list separated by commas or blanks. */
    public static List<String> words(String text) {
        return Stream.of(text.strip().split("[,\\s]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
