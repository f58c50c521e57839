package dev.culvert.model.net;

import dev.culvert.model.InvalidInput;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses as text: RFC 4291 is read, RFC 5952 is written.
 *
 * @param field what a complaint calls the text
 * @param whole the text as the user wrote it, of which the address may be a part
 * @param example what the user could have written
 */
record AddressText(String field, String whole, String example) {
    private static final int GROUPS = 8;

    IpAddress parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : IpAddress.v4(parseV4(text));
    }

    private int parseV4(String quad) {
        String[] parts = quad.split("\\.", -1);
        if (parts.length != 4) {
            throw invalid("it is not four numbers");
        }
        int bits = 0;
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw invalid(part.isEmpty() ? "a number is missing" : "the part " + part + " is no number");
            }
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                throw invalid("the part " + part + " is above 255");
            }
            // a leading zero means octal to some programs and decimal to others
            if (part.length() > 1 && part.charAt(0) == '0') {
                throw invalid("the part " + part + " has a leading zero");
            }
            bits = bits << 8 | octet;
        }
        return bits;
    }

    private IpAddress parseV6(String text) {
        if (text.indexOf('%') >= 0) {
            throw new InvalidInput(field, whole + " names a zone", "leave out the percent sign and what follows it");
        }
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            throw invalid("it has more than one ::");
        }
        List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2), true);
        int given = head.size() + tail.size();
        if (gap < 0 ? given != GROUPS : given >= GROUPS) {
            throw invalid("it has " + given + " groups of 16 bits");
        }
        var all = new ArrayList<>(head);
        for (int i = given; i < GROUPS; i++) {
            all.add(0);
        }
        all.addAll(tail);
        return new IpAddress(Family.IPV6, pack(all.subList(0, 4)), pack(all.subList(4, 8)));
    }

    private List<Integer> groups(String part, boolean mayEndInV4) {
        var groups = new ArrayList<Integer>();
        if (part.isEmpty()) {
            return groups;
        }
        String[] texts = part.split(":", -1);
        for (int i = 0; i < texts.length; i++) {
            String group = texts[i];
            if (mayEndInV4 && i == texts.length - 1 && group.indexOf('.') >= 0) {
                int v4 = parseV4(group);
                groups.add(v4 >>> 16);
                groups.add(v4 & 0xffff);
            } else if (group.length() >= 1
                    && group.length() <= 4
                    && group.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
                groups.add(Integer.parseInt(group, 16));
            } else {
                throw invalid(group.isEmpty() ? "a group is missing" : "the group " + group + " is no number");
            }
        }
        return groups;
    }

    private static long pack(List<Integer> four) {
        long bits = 0;
        for (int group : four) {
            bits = bits << 16 | group;
        }
        return bits;
    }

    private InvalidInput invalid(String why) {
        String was = whole.isEmpty() ? "an empty text" : whole;
        return new InvalidInput(field, was + " is no " + field + ": " + why, "write all of it, as in " + example);
    }

    static String format(IpAddress address) {
        return switch (address.family()) {
            case IPV4 -> formatV4(address.low());
            case IPV6 -> formatV6(address);
        };
    }

    private static String formatV4(long bits) {
        return (bits >> 24 & 255) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
    }

    private static String formatV6(IpAddress address) {
        boolean mapped = address.high() == 0 && address.low() >>> 32 == 0xffff;
        if (mapped) {
            return "::ffff:" + formatV4(address.low());
        }
        var groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? address.high() : address.low();
            groups[i] = (int) (half >>> (48 - 16 * (i % 4)) & 0xffff);
        }
        // RFC 5952, 4.2: the longest run of zero groups is shortened, the first of equals, never a single one
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
