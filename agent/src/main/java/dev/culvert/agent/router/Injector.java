package dev.culvert.agent.router;

import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.socket.LinkSocket;
import org.jspecify.annotations.Nullable;

/** Puts frames in at one end of a wire, which may be taken away and made anew at any time. */
final class Injector implements AutoCloseable {
    /** No EtherType: nothing is to be heard. */
    private static final int NOTHING = 0;

    private final String link;
    private @Nullable LinkSocket socket;

    Injector(String link) {
        this.link = link;
    }

    /** Sends a frame, or does not: whether it arrives is what its sender finds out. */
    void send(byte[] frame) {
        try {
            if (socket == null) {
                socket = LinkSocket.open(link, NOTHING);
            }
            socket.send(frame);
        } catch (NetlinkException gone) {
            close();
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
