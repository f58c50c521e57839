package dev.culvert.model.wireguard;

import dev.culvert.model.net.Family;
import dev.culvert.model.net.InterfaceAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.wireguard.ConfFile.Entry;
import dev.culvert.model.wireguard.ConfFile.Found;
import dev.culvert.model.wireguard.ConfFile.Part;
import java.util.HashMap;
import java.util.List;

/** What the peers of one tunnel must be together: different ones, with different addresses behind them. */
record PeerCheck(Problems problems) {
    private static final String ALLOWED_IPS = Key.ALLOWED_IPS.label();

    /** A peer's section and the addresses it claims. */
    record Claim(Part part, List<Found<Prefix>> allowed) {
        /** Host bits are dropped, as the kernel does. */
        static Claim of(Part part) {
            return new Claim(
                    part,
                    part.values(Key.ALLOWED_IPS, text -> Values.address(text).prefix()));
        }
    }

    void check(List<Claim> claims, List<InterfaceAddress> addresses) {
        sameKeys(claims);
        for (int later = 1; later < claims.size(); later++) {
            for (Claim earlier : claims.subList(0, later)) {
                overlap(earlier, claims.get(later));
            }
        }
        if (!claims.isEmpty()) {
            coverage(claims, addresses);
        }
    }

    private void sameKeys(List<Claim> claims) {
        var lines = new HashMap<String, Integer>();
        for (Claim claim : claims) {
            for (Entry key : claim.part().first(Key.PUBLIC_KEY).stream().toList()) {
                Integer before = lines.putIfAbsent(key.value(), key.line());
                if (before != null) {
                    problems.error(
                            key.line(),
                            Key.PUBLIC_KEY.label(),
                            "the peer of line " + before + " has the same key",
                            "keep one of the two, with the AllowedIPs of both");
                }
            }
        }
    }

    /** The kernel gives a prefix to the last peer that claims it, without a word; of nested ones the longer wins. */
    private void overlap(Claim earlier, Claim later) {
        for (Found<Prefix> one : later.allowed()) {
            for (Found<Prefix> other : earlier.allowed()) {
                if (one.value().equals(other.value())) {
                    problems.error(
                            one.line(),
                            ALLOWED_IPS,
                            one.value() + " belongs to the peer of line " + other.line() + " already",
                            "leave it to one of the two");
                } else if (one.value().overlaps(other.value())) {
                    problems.warn(
                            one.line(),
                            ALLOWED_IPS,
                            one.value() + " overlaps " + other.value() + " of the peer of line " + other.line(),
                            "check that the longer prefix is meant to win");
                }
            }
        }
    }

    private void coverage(List<Claim> claims, List<InterfaceAddress> addresses) {
        PrefixSet all = PrefixSet.of(claims.stream()
                .flatMap(claim -> claim.allowed().stream())
                .map(Found::value)
                .toList());
        int line = claims.getFirst().part().line();
        if (!all.contains(Family.IPV4.all())) {
            problems.warn(
                    line,
                    ALLOWED_IPS,
                    "they leave out a part of IPv4, which clients will not reach",
                    "add 0.0.0.0/0, unless that is meant");
        }
        boolean hasV6 = addresses.stream().anyMatch(address -> address.family() == Family.IPV6);
        if (hasV6 && !all.contains(Family.IPV6.all())) {
            problems.warn(
                    line,
                    ALLOWED_IPS,
                    "the tunnel has an IPv6 address, but they leave out a part of IPv6, which clients will not reach",
                    "add ::/0, unless that is meant");
        }
    }
}
