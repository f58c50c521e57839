package dev.culvert.netlink;

import dev.culvert.netlink.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** From a link's name to its index, asked of the kernel each time: a name may be another link's a moment later (netdevice(7), SIOCGIFINDEX). */
final class LinkIndex implements AutoCloseable {
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int NAME = 16;
    private static final int REQUEST = 40;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment request = arena.allocate(REQUEST, 8);
    private final int socket;

    /** Asks by any socket; its namespace counts. */
    LinkIndex(int socket) {
        this.socket = socket;
    }

    int of(String name) {
        request.fill((byte) 0).setString(0, checked(name));
        int result = Libc.call(Libc.Function.IOCTL, socket, SIOCGIFINDEX, request.address());
        NetlinkException.check(result, "ip link show dev " + name);
        return request.get(ValueLayout.JAVA_INT, NAME);
    }

    /** The name, if it can be one: the kernel cuts longer ones off and would find another link. */
    static String checked(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length >= NAME) {
            throw new IllegalArgumentException("'" + name + "' is not a link name: 1 to 15 bytes");
        }
        return name;
    }

    @Override
    public void close() {
        arena.close();
    }
}
