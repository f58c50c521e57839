package dev.culvert.lab.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/**
 * Round trips of small datagrams, one at a time, from a bed's client to its sink.
 *
 * @param micros each one's time
 */
record RoundTrips(Sample micros) {
    private static final int PORT = 7007;
    private static final int PAYLOAD = 18;
    private static final int WARM_UP = 2_000;

    static RoundTrips measure(Bed bed, int count) {
        try (DatagramChannel sink = open(bed.sink());
                DatagramChannel client = open(bed.client())) {
            sink.bind(new InetSocketAddress(Bed.REMOTE, PORT));
            Thread.ofPlatform().daemon().name("echo").start(() -> echo(sink));
            client.connect(new InetSocketAddress(Bed.REMOTE, PORT));
            ByteBuffer packet = ByteBuffer.allocateDirect(PAYLOAD);
            double[] micros = new double[count];
            for (int i = -WARM_UP; i < count; i++) {
                long start = System.nanoTime();
                client.write(packet.clear());
                client.read(packet.clear());
                if (i >= 0) {
                    micros[i] = (System.nanoTime() - start) / 1e3;
                }
            }
            return new RoundTrips(Sample.of(micros));
        } catch (IOException e) {
            throw new IllegalStateException("round trips", e);
        }
    }

    private static DatagramChannel open(String host) {
        return Bed.within(host, DatagramChannel::open);
    }

    private static void echo(DatagramChannel sink) {
        ByteBuffer packet = ByteBuffer.allocateDirect(2048);
        try {
            while (true) {
                var from = sink.receive(packet.clear());
                sink.send(packet.flip(), from);
            }
        } catch (ClosedChannelException end) {
            return;
        } catch (IOException e) {
            throw new IllegalStateException("echo", e);
        }
    }
}
