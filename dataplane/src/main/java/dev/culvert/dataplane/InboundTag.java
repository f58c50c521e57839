package dev.culvert.dataplane;

import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the packets of a flow that a remote began find the gateway that it came by. The gateway writes its number into what it
 * sends to the client; the client's own connection tracking remembers it, and writes it into what it answers; any router reads
 * it there. So nothing has to be told to anybody when a router dies, whichever side speaks first.
 *
 * <p>The number travels as a DSCP codepoint of those for local use that are odd (RFC 2474, 6: pools 2 and 3), without 1, which
 * is the lower-effort behaviour of RFC 8622. Applications' own codepoints are even, so none is taken for a number, and all stay.
 */
public final class InboundTag {
    /** The last gateway that can have one; the first is 1. */
    public static final int LAST = 31;

    private InboundTag() {}

    /** The codepoint of a gateway, as nft prints it. */
    static String codepoint(int gateway) {
        return "0x%02x".formatted(2 * gateway + 1);
    }

    /** Whether a gateway of that number can have one. */
    public static boolean fits(int gateway) {
        return gateway >= 1 && gateway <= LAST;
    }

    /** Codepoint to mark, as a map in nft's words, of those gateways that can have one. */
    static String marks(Collection<Integer> gateways) {
        return gateways.stream()
                .filter(InboundTag::fits)
                .sorted()
                .map(gateway -> "%s : 0x%08x".formatted(codepoint(gateway), gateway))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** Every codepoint, as a set in nft's words. */
    static String codepoints() {
        return all().mapToObj(InboundTag::codepoint).collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** Mark to chain, as a verdict map in nft's words: {@code tag_1} and on. */
    static String chains() {
        return all().mapToObj(gateway -> "0x%08x : goto tag_%d".formatted(gateway, gateway))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** Every number. */
    static IntStream all() {
        return IntStream.rangeClosed(1, LAST);
    }
}
