package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.Message;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells of nftables transactions in the namespace of the thread that opened it, whoever makes them. Elements that packets add to sets are not told.
 * For one reading thread; closing it from another ends the wait.
 */
public final class NftMonitor implements AutoCloseable {
    private static final int NFNLGRP_NFTABLES = 7;
    private static final int GEN_ID = 1;
    private static final int GEN_PROC_PID = 2;
    private static final int GEN_PROC_NAME = 3;

    private final Set<NftChange.Table> touched = new HashSet<>();
    private final Subscription<NftChange> subscription =
            new Subscription<>(NetlinkSocket.NETFILTER, this::decode, this::overrun, NFNLGRP_NFTABLES);

    /** The next transaction, waiting for it as long as said; empty if there was none, or if the monitor was closed. */
    public Optional<NftChange> next(Duration timeout) {
        return subscription.next(timeout);
    }

    /**
     * The number by which transactions of the calling thread are told ({@link NftChange.Committed#changer}): its thread id in the first pid
     * namespace, which a process in a container cannot learn otherwise.
     */
    public static int changer() {
        return generation().changer();
    }

    /** The ruleset's number now, with the calling thread as changer. */
    static NftChange.Committed generation() {
        try (NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.NETFILTER)) {
            NftChange.Committed[] found = new NftChange.Committed[1];
            Nfnetlink.header(socket.begin(Nfnetlink.GETGEN, Rtnetlink.ACK), 0, 0);
            socket.exchange(() -> "nft list ruleset generation", message -> found[0] = generation(message, Set.of()));
            return found[0];
        }
    }

    private Optional<NftChange> decode(Message message) {
        // The messages of a transaction come first, one for each thing that changed; its generation closes it.
        if (message.type() == Nfnetlink.NEWGEN) {
            NftChange change = generation(message, touched);
            touched.clear();
            return Optional.of(change);
        }
        if (message.type() >> 8 == Nfnetlink.SUBSYSTEM) {
            Attributes attributes = message.attributes(Nfnetlink.HEADER);
            while (attributes.next()) {
                if (attributes.type() == Nfnetlink.TABLE) {
                    touched.add(new NftChange.Table(Nfnetlink.familyName(message.u8(0)), attributes.string()));
                    break;
                }
            }
        }
        return Optional.empty();
    }

    private static NftChange.Committed generation(Message message, Set<NftChange.Table> tables) {
        long generation = 0;
        int changer = 0;
        String name = "";
        Attributes attributes = message.attributes(Nfnetlink.HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case GEN_ID -> generation = Integer.toUnsignedLong(attributes.i32be());
                case GEN_PROC_PID -> changer = attributes.i32be();
                case GEN_PROC_NAME -> name = attributes.string();
                default -> {}
            }
        }
        return new NftChange.Committed(tables, generation, changer, name);
    }

    private NftChange overrun() {
        touched.clear();
        return new NftChange.Overrun();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
