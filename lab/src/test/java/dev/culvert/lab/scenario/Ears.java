package dev.culvert.lab.scenario;

import dev.culvert.netlink.socket.LinkSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Hears the IPv4 packets that arrive at a host's link. */
final class Ears implements AutoCloseable {
    private static final int IP = 14;
    private static final int ICMP = 1;

    private final LinkSocket socket;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(65_536);

    Ears(LinkSocket socket) {
        this.socket = socket;
    }

    /** What has arrived since last asked, as whole frames. */
    List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        for (Optional<LinkSocket.Frame> frame = socket.receive(buffer);
                frame.isPresent();
                frame = socket.receive(buffer)) {
            if (!frame.get().outgoing()) {
                frames.add(buffer.asSlice(0, frame.get().length()).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        return frames;
    }

    /** Whom ICMP has come from since last asked. */
    Set<String> icmpSources() {
        Set<String> sources = new TreeSet<>();
        for (byte[] frame : frames()) {
            if (frame[IP + 9] == ICMP) {
                sources.add(address(frame, IP + 12));
            }
        }
        return sources;
    }

    /** The IPv4 address at that place of a frame. */
    static String address(byte[] frame, int at) {
        byte[] four = java.util.Arrays.copyOfRange(frame, at, at + 4);
        try {
            return InetAddress.getByAddress(four).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
