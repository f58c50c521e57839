package dev.culvert.netlink;

import dev.culvert.netlink.wire.MessageWriter;
import java.util.Map;

/** Numbers of the nftables messages (include/uapi/linux/netfilter/nf_tables.h, nfnetlink.h). */
final class Nfnetlink {
    /** The length of struct nfgenmsg. */
    static final int HEADER = 4;

    static final int SUBSYSTEM = 10;
    static final int BATCH_BEGIN = 0x10;
    static final int BATCH_END = 0x11;
    static final int GETSET = SUBSYSTEM << 8 | 10;
    static final int GETSETELEM = SUBSYSTEM << 8 | 13;
    static final int DELSETELEM = SUBSYSTEM << 8 | 14;
    static final int NEWGEN = SUBSYSTEM << 8 | 15;
    static final int GETGEN = SUBSYSTEM << 8 | 16;
    static final int DESTROYSETELEM = SUBSYSTEM << 8 | 30;

    /** The name of its table is the first attribute of every message about a part of a table. */
    static final int TABLE = 1;

    private static final Map<String, Integer> FAMILIES =
            Map.of("inet", 1, "ip", 2, "arp", 3, "netdev", 5, "bridge", 7, "ip6", 10);

    private Nfnetlink() {}

    static int family(String name) {
        Integer number = FAMILIES.get(name);
        if (number == null) {
            throw new IllegalArgumentException("'" + name + "' is not a table's family: " + FAMILIES.keySet());
        }
        return number;
    }

    static String familyName(int number) {
        return FAMILIES.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("family" + number);
    }

    static void header(MessageWriter writer, int family, int resource) {
        writer.u8(family).u8(0).u8(resource >> 8).u8(resource);
    }
}
