package dev.culvert.model.net;

import dev.culvert.model.InvalidInput;

/** The two halves of {@code address/length}, read but not yet judged for host bits. */
record PrefixText(IpAddress address, int length) {

    static PrefixText parse(String field, String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        IpAddress address = new AddressText(field, text, "192.0.2.0/24 or 2001:db8::/32").parse(host);
        int bits = address.family().bits();
        if (slash < 0) {
            throw new InvalidInput(
                    field, text + " has no prefix length", "write " + text + "/" + bits + " for the one address");
        }
        String digits = text.substring(slash + 1);
        boolean number =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int length = number ? Integer.parseInt(digits) : -1;
        if (length < 0 || length > bits) {
            throw new InvalidInput(
                    field,
                    text + " has no prefix length from 0 to " + bits,
                    "write a number there, as in " + address + "/" + bits);
        }
        return new PrefixText(address, length);
    }

    static void requireLength(IpAddress address, int length) {
        int bits = address.family().bits();
        if (length < 0 || length > bits) {
            throw new InvalidInput(
                    "prefix", address + "/" + length + " has no such length", "take a length from 0 to " + bits);
        }
    }
}
