package dev.culvert.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * An address with a prefix length. Host bits are kept, so it also says "this address in that network".
 *
 * @param address any address of the prefix
 * @param length leading bits that count: 0 to 32 or 128
 */
public record IpPrefix(InetAddress address, int length) {
    public IpPrefix {
        if (length < 0 || length > Family.of(address).bits()) {
            throw new IllegalArgumentException("prefix length " + length + " of " + text(address) + " is out of range");
        }
    }

    /** Reads {@code 10.0.0.1/24}, {@code fd00::/64} or a lone address; names are never looked up. */
    public static IpPrefix of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return of(address(text));
        }
        try {
            return new IpPrefix(address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException("'" + text + "' is not address/length", notNumber);
        }
    }

    /** The prefix of one address. */
    public static IpPrefix of(InetAddress address) {
        return new IpPrefix(address, Family.of(address).bits());
    }

    /** Reads an address; never asks a name server. */
    public static InetAddress address(String text) {
        if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
        return InetAddress.ofLiteral(text);
    }

    /** The address's family. */
    public Family family() {
        return Family.of(address);
    }

    /** Whether it is one address only. */
    public boolean isHost() {
        return length == family().bits();
    }

    /** {@code 10.0.0.1/24}; IPv6 as RFC 5952 writes it. */
    @Override
    public String toString() {
        return text(address) + "/" + length;
    }

    /** The address as iproute2 prints it: IPv6 in the short form of RFC 5952, without a scope. */
    public static String text(InetAddress address) {
        return address instanceof Inet6Address ? text(address.getAddress()) : address.getHostAddress();
    }

    private static String text(byte[] v6) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (v6[2 * i] & 0xff) << 8 | (v6[2 * i + 1] & 0xff);
        }
        int longest = 0;
        int at = -1;
        for (int i = 0, run = 0; i < 8; i++) {
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > longest && run > 1) {
                longest = run;
                at = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == at) {
                text.append("::");
                i += longest - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
