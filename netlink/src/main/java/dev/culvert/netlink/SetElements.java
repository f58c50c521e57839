package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.util.List;
import java.util.function.Supplier;

/**
 * The elements of nftables sets and maps as the kernel stores them, without text in between: for sets of a million flows. Works in the namespace of
 * the thread that opened it, for one thread at a time. A key is its fields one after the other, each padded to 4 bytes, in network order as in
 * packets; a mark is in host order.
 *
 * <p>The kernel walks a set from its beginning for every 32 KiB of a dump: 50,000 elements take 0.1 s, a million in one set 40 s. Whoever
 * needs to read a million keeps them in several sets.
 */
public final class SetElements implements AutoCloseable {
    private static final int LIST_SET = 2;
    private static final int LIST_ELEMENTS = 3;
    private static final int LIST_ELEM = 1;
    private static final int ELEM_KEY = 1;
    private static final int ELEM_DATA = 2;
    private static final int ELEM_EXPIRATION = 5;
    private static final int DATA_VALUE = 1;
    private static final byte[] NOTHING = {};

    /** Bytes of a batch, small enough for the socket's buffer and for one attribute. */
    private static final int BATCH = 48 * 1024;

    /** Takes one element after the other. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * An element; the arrays are used again for the next one.
         *
         * @param data of a map's element, else empty
         * @param expirationMillis until it goes by itself; -1 if it stays
         */
        void element(byte[] key, byte[] data, long expirationMillis);
    }

    private final NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.NETFILTER);
    /** Kernels before 6.3 cannot delete what may be gone; then ENOENT fails a whole batch. */
    private boolean destroys = true;

    /** Passes on each element; returns false if the ruleset changed meanwhile, so that some may be missing or doubled. */
    public boolean forEach(String family, String table, String set, Visitor visitor) {
        MessageWriter writer = socket.begin(Nfnetlink.GETSETELEM, Rtnetlink.DUMP);
        Nfnetlink.header(writer, Nfnetlink.family(family), 0);
        writer.string(Nfnetlink.TABLE, table).string(LIST_SET, set);
        Reader reader = new Reader(visitor);
        return socket.exchange(() -> "nft list set " + family + " " + table + " " + set, reader::read);
    }

    /** Decodes a dump's messages into two arrays that are used again and again. */
    static final class Reader {
        private final Visitor visitor;
        private byte[] key = NOTHING;
        private byte[] data = NOTHING;

        Reader(Visitor visitor) {
            this.visitor = visitor;
        }

        void read(Message message) {
            Attributes top = message.attributes(Nfnetlink.HEADER);
            while (top.next()) {
                if (top.type() == LIST_ELEMENTS) {
                    Attributes elements = top.nested();
                    Attributes parts = top.nested();
                    Attributes value = top.nested();
                    while (elements.next()) {
                        element(elements, parts, value);
                    }
                }
            }
        }

        private void element(Attributes element, Attributes parts, Attributes value) {
            byte[] foundKey = NOTHING;
            byte[] foundData = NOTHING;
            long expiration = -1;
            parts.reset(element.from(), element.from() + element.length());
            while (parts.next()) {
                switch (parts.type()) {
                    case ELEM_KEY -> foundKey = key = value(parts, value, key);
                    case ELEM_DATA -> foundData = data = value(parts, value, data);
                    case ELEM_EXPIRATION -> expiration = parts.i64be();
                    default -> {}
                }
            }
            // Without a key it is the element for everything else ("*").
            if (foundKey.length > 0) {
                visitor.element(foundKey, foundData, expiration);
            }
        }

        private static byte[] value(Attributes part, Attributes value, byte[] reused) {
            value.reset(part.from(), part.from() + part.length());
            while (value.next()) {
                if (value.type() == DATA_VALUE) {
                    byte[] bytes = reused.length == value.length() ? reused : new byte[value.length()];
                    value.copy(bytes);
                    return bytes;
                }
            }
            return NOTHING;
        }
    }

    /** Deletes the elements with those keys; what is not there (any more) does not matter. In batches, each all or nothing. */
    public void delete(String family, String table, String set, List<byte[]> keys) {
        int from = 0;
        while (from < keys.size()) {
            int to = from;
            for (int bytes = 0; to < keys.size() && bytes < BATCH; to++) {
                bytes += keys.get(to).length + 16;
            }
            delete(new SetName(family, table, set), keys.subList(from, to));
            from = to;
        }
    }

    private record SetName(String family, String table, String set) {
        @Override
        public String toString() {
            return family + " " + table + " " + set;
        }
    }

    private void delete(SetName set, List<byte[]> keys) {
        try {
            batch(set, keys);
        } catch (NetlinkException refused) {
            if (destroys && (refused.is(Errno.EINVAL) || refused.is(Errno.EOPNOTSUPP))) {
                destroys = false;
                delete(set, keys);
            } else if (!destroys && refused.is(Errno.ENOENT)) {
                halve(set, keys);
            } else {
                throw refused;
            }
        }
    }

    /** Finds the missing keys by halves; first makes sure that it is keys that are missing, not the set. */
    private void halve(SetName name, List<byte[]> keys) {
        MessageWriter writer = socket.begin(Nfnetlink.GETSET, Rtnetlink.ACK);
        Nfnetlink.header(writer, Nfnetlink.family(name.family), 0);
        writer.string(Nfnetlink.TABLE, name.table).string(LIST_SET, name.set);
        socket.execute(() -> "nft list set " + name);
        if (keys.size() > 1) {
            delete(name, keys.subList(0, keys.size() / 2));
            delete(name, keys.subList(keys.size() / 2, keys.size()));
        }
    }

    private void batch(SetName name, List<byte[]> keys) {
        Supplier<String> operation = () -> "nft delete element " + name + " { " + keys.size() + " keys }";
        MessageWriter writer = socket.begin(Nfnetlink.BATCH_BEGIN, 0);
        Nfnetlink.header(writer, 0, Nfnetlink.SUBSYSTEM);
        socket.more(destroys ? Nfnetlink.DESTROYSETELEM : Nfnetlink.DELSETELEM, Rtnetlink.ACK);
        Nfnetlink.header(writer, Nfnetlink.family(name.family), 0);
        writer.string(Nfnetlink.TABLE, name.table).string(LIST_SET, name.set);
        writer.nest(
                LIST_ELEMENTS,
                () -> keys.forEach(key ->
                        writer.nest(LIST_ELEM, () -> writer.nest(ELEM_KEY, () -> writer.bytes(DATA_VALUE, key)))));
        socket.more(Nfnetlink.BATCH_END, 0);
        Nfnetlink.header(writer, 0, Nfnetlink.SUBSYSTEM);
        socket.executeBatch(operation);
    }

    @Override
    public void close() {
        socket.close();
    }
}
