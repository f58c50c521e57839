package dev.culvert.lab.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.stream.IntStream;

/** Many UDP flows from one socket of a bed's client, told apart by their remote's address and port; nobody answers them. */
final class Blast implements AutoCloseable {
    /** The sink drops what comes to these ports. */
    static final int FIRST_PORT = 20_000;

    static final int LAST_PORT = 20_031;

    private static final int ADDRESSES = 1 << 16;
    private static final int FIRST_ADDRESS = 198 << 24 | 18 << 16;
    /** 64 bytes on the wire: 18 of link layer and checksum, 28 of headers. */
    private static final int PAYLOAD = 18;

    private final Bed bed;
    private final DatagramChannel socket;
    private final InetSocketAddress[] remotes;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(PAYLOAD);
    private int next;

    Blast(Bed bed, int flows) throws IOException {
        this.bed = bed;
        socket = Bed.within(bed.client(), DatagramChannel::open);
        socket.bind(new InetSocketAddress(Bed.CLIENT, 0));
        remotes = IntStream.range(0, flows).mapToObj(Blast::remote).toArray(InetSocketAddress[]::new);
    }

    /** The source port of all flows. */
    int port() throws IOException {
        return ((InetSocketAddress) socket.getLocalAddress()).getPort();
    }

    static int address(int flow) {
        return FIRST_ADDRESS + flow % ADDRESSES;
    }

    static int port(int flow) {
        return FIRST_PORT + flow / ADDRESSES;
    }

    private static InetSocketAddress remote(int flow) {
        int address = address(flow);
        byte[] bytes = {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port(flow));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A packet of each flow. */
    void once() throws IOException {
        send(remotes.length);
    }

    /** So many packets, flow after flow in a fixed order that jumps about, so that no cache helps. */
    void send(int packets) throws IOException {
        int count = remotes.length;
        for (int i = 0; i < packets; i++) {
            // A prime step visits every flow before any twice (counts are no multiples of it).
            next = (int) ((next + 611_953L) % count);
            socket.send(packet.clear(), remotes[next]);
        }
    }

    /** Packets a second that come through to the sink, while as many are sent as can be, after a quarter to warm up. */
    double arriving(int packets) throws IOException {
        send(packets / 4);
        long before = bed.arrived();
        long start = System.nanoTime();
        send(packets);
        double seconds = (System.nanoTime() - start) / 1e9;
        return (bed.arrived() - before) / seconds;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
