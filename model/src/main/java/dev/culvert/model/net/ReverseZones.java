package dev.culvert.model.net;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The DNS zones in which a network's addresses have their names (RFC 1035, 3.5; RFC 3596, 2.5). */
public final class ReverseZones {
    private static final int NIBBLE = 4;

    private ReverseZones() {}

    /**
     * The zones that cover a network and nothing else: {@code 96.10.in-addr.arpa} for 10.96.0.0/16, sixteen for a /12.
     *
     * @return names without a final dot
     */
    public static List<String> of(Prefix network) {
        int label = network.family() == Family.IPV4 ? Byte.SIZE : NIBBLE;
        int length = Math.max(label, (network.length() + label - 1) / label * label);
        return network.length() >= length
                ? List.of(zone(network))
                : network.subnets(length).map(ReverseZones::zone).toList();
    }

    private static String zone(Prefix network) {
        byte[] bytes = network.network().bytes();
        boolean v4 = network.family() == Family.IPV4;
        int labels = network.length() / (v4 ? Byte.SIZE : NIBBLE);
        return IntStream.iterate(labels - 1, at -> at >= 0, at -> at - 1)
                .mapToObj(at -> v4 ? Integer.toString(bytes[at] & 0xff) : Integer.toHexString(nibble(bytes, at)))
                .collect(Collectors.joining(".", "", v4 ? ".in-addr.arpa" : ".ip6.arpa"));
    }

    private static int nibble(byte[] bytes, int at) {
        return at % 2 == 0 ? bytes[at / 2] >> NIBBLE & 0xf : bytes[at / 2] & 0xf;
    }
}
