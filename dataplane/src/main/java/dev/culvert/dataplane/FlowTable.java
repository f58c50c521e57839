package dev.culvert.dataplane;

import dev.culvert.netlink.Errno;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.Nftables;
import dev.culvert.netlink.SetElements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;

/** A router's flows in the kernel: where new ones go, and the pins of those that are. For the thread that opened it. */
public final class FlowTable implements AutoCloseable {
    private static final String FAMILY = "inet";
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int PASSES = 5;

    private final Nftables nft = new Nftables();
    private final SetElements elements = new SetElements();
    /** Whether the {@link Shortcut} is open, as far as is known here; empty before anybody has looked. */
    private Optional<Boolean> shortcut = Optional.empty();

    /** Takes pins one by one. */
    @FunctionalInterface
    public interface PinVisitor {
        /** A flow and the id of the gateway that it is pinned to. */
        void pin(Flow flow, int gateway);
    }

    private enum Pins {
        TCP_PINS("pins_tcp"),
        UDP_PINS("pins_udp"),
        OTHER_PINS("pins_other");

        private final String map;

        Pins(String map) {
            this.map = map;
        }

        Flow flow(byte[] key) {
            ByteBuffer fields = ByteBuffer.wrap(key);
            return switch (this) {
                case TCP_PINS -> ports(TCP, fields);
                case UDP_PINS -> ports(UDP, fields);
                case OTHER_PINS -> new Flow(key[8] & 0xff, fields.getInt(0), 0, fields.getInt(4), 0);
            };
        }

        private static Flow ports(int protocol, ByteBuffer fields) {
            return new Flow(
                    protocol,
                    fields.getInt(0),
                    fields.getShort(4) & 0xffff,
                    fields.getInt(8),
                    fields.getShort(12) & 0xffff);
        }
    }

    /** What the kernel does now. */
    public Steering steering() {
        int[] marks = new int[RouterPlan.BUCKETS];
        byBucket("buckets").forEach((bucket, gateway) -> marks[bucket] = gateway);
        return new Steering(marks, marks("lost"), new NameSteering(marks("resolvers"), byBucket("names")));
    }

    private Map<Integer, Integer> byBucket(String map) {
        var gateways = new HashMap<Integer, Integer>();
        elements.forEach(FAMILY, RouterPlan.TABLE, map, (key, data, expires) -> {
            int bucket = mark(key) - RouterPlan.BUCKET_OFFSET;
            if (bucket >= 0 && bucket < RouterPlan.BUCKETS) {
                gateways.put(bucket, mark(data));
            }
        });
        return gateways;
    }

    private Set<Integer> marks(String set) {
        var marks = new HashSet<Integer>();
        elements.forEach(FAMILY, RouterPlan.TABLE, set, (key, data, expires) -> marks.add(mark(key)));
        return marks;
    }

    /** Changes where new flows go, at one instant; closes the {@link Shortcut} at the same if flows are to end. */
    public void steer(Steering from, Steering to) {
        String commands = to.changesFrom(from);
        if (commands.isEmpty()) {
            return;
        }
        boolean closes = !from.lost().containsAll(to.lost()) && shortcut.orElseGet(this::shortcut);
        nft.run(closes ? Shortcut.CLOSING + commands : commands);
        if (closes) {
            shortcut = Optional.of(false);
        }
    }

    /** Whether the kernel's {@link Shortcut} is open; not, if there is none. */
    public boolean shortcut() {
        var open = new AtomicBoolean();
        try {
            elements.forEach(Shortcut.FAMILY, Shortcut.TABLE, Shortcut.OPEN, (key, data, expires) -> open.set(true));
        } catch (NetlinkException none) {
            if (!none.is(Errno.ENOENT)) {
                throw none;
            }
        }
        shortcut = Optional.of(open.get());
        return open.get();
    }

    /** Opens or closes the {@link Shortcut}, which is there. */
    public void shortcut(boolean open) {
        nft.run(open ? Shortcut.OPENING : Shortcut.CLOSING);
        shortcut = Optional.of(open);
    }

    /** Passes on the pins; some may be missing if others end meanwhile, since the kernel finds by counting where a list goes on. */
    public void pins(PinVisitor visitor) {
        for (Pins pins : Pins.values()) {
            elements.forEach(
                    FAMILY,
                    RouterPlan.TABLE,
                    pins.map,
                    (key, data, expires) -> visitor.pin(pins.flow(key), mark(data)));
        }
    }

    /** Forgets the flows pinned to those gateways, looking until none is found; returns how many. */
    public int forget(IntPredicate gateways) {
        int forgotten = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            int more = forgetOnce(gateways);
            if (more == 0) {
                break;
            }
            forgotten += more;
        }
        return forgotten;
    }

    private int forgetOnce(IntPredicate gateways) {
        int forgotten = 0;
        for (Pins pins : Pins.values()) {
            List<byte[]> keys = new ArrayList<>();
            elements.forEach(FAMILY, RouterPlan.TABLE, pins.map, (key, data, expires) -> {
                if (gateways.test(mark(data))) {
                    keys.add(key.clone());
                }
            });
            if (!keys.isEmpty()) {
                elements.delete(FAMILY, RouterPlan.TABLE, pins.map, keys);
                forgotten += keys.size();
            }
        }
        return forgotten;
    }

    private static int mark(byte[] register) {
        return ByteBuffer.wrap(register).order(ByteOrder.nativeOrder()).getInt();
    }

    @Override
    public void close() {
        elements.close();
        nft.close();
    }
}
