package dev.culvert.model.wireguard;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.InterfaceAddress;
import dev.culvert.model.net.IpAddress;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The values that keys of the file can have, each read from its text. */
final class Values {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?(\\.[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?)*\\.?");
    /** No name ends in a label of digits only, so such a text is meant as an IPv4 address. */
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?[0-9]+");

    private Values() {}

    static boolean looksLikeAddress(String text) {
        return text.indexOf(':') >= 0 || NUMERIC_END.matcher(text).matches();
    }

    static String hostName(String text) {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new InvalidInput("name", text + " is no host name", "write letters, digits, dots and dashes");
        }
        return text;
    }

    /** An address with or without length; without, it stands alone. */
    static InterfaceAddress address(String text) {
        return text.indexOf('/') < 0 ? InterfaceAddress.host(IpAddress.parse(text)) : InterfaceAddress.parse(text);
    }

    static int number(String what, String text, int least, int most) {
        long number = digits(text, 10);
        if (number < least || number > most) {
            throw new InvalidInput("number", text + " is not " + what, "take a number from " + least + " to " + most);
        }
        return (int) number;
    }

    /** Seconds; 0 and "off" mean none. */
    static OptionalInt keepalive(String text) {
        int seconds =
                text.toLowerCase(Locale.ROOT).equals("off") ? 0 : number("a keepalive in seconds", text, 0, 65_535);
        return seconds == 0 ? OptionalInt.empty() : OptionalInt.of(seconds);
    }

    /** 32 bits, decimal or 0x; 0 and "off" mean none. */
    static OptionalLong fwMark(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("off")) {
            return OptionalLong.empty();
        }
        long mark = lower.startsWith("0x") ? digits(lower.substring(2), 16) : digits(lower, 10);
        if (mark < 0 || mark > 0xffff_ffffL) {
            throw new InvalidInput(
                    "mark", text + " is not a mark of 32 bits", "write it as in 51820 or 0xca6c, or off");
        }
        return mark == 0 ? OptionalLong.empty() : OptionalLong.of(mark);
    }

    /** The number, or -1 if the text is none or has more than 10 digits. */
    private static long digits(String text, int radix) {
        boolean plain = !text.isEmpty()
                && text.length() <= 10
                && text.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
        return plain ? Long.parseLong(text, radix) : -1;
    }
}
