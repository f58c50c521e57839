package dev.culvert.lab.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** Which of a bed's clients each flow came to: a datagram's first four bytes are its flow's number. */
final class Arrivals implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Selector selector;
    private final AtomicIntegerArray clients;

    private Arrivals(InboundBed bed, int flows) throws IOException {
        clients = new AtomicIntegerArray(flows);
        selector = Selector.open();
        for (int number = 1; number <= InboundBed.CLIENTS; number++) {
            DatagramChannel channel = Bed.within(bed.clients(), DatagramChannel::open);
            channel.bind(new InetSocketAddress(InboundBed.client(number), InboundBed.DATAGRAMS));
            channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, number);
        }
        Thread.ofPlatform().daemon().name("arrivals").start(this::hear);
    }

    /** The client of each of these flows, by their places, numbered from 1; sends until every flow has come to one. */
    static List<Integer> of(InboundBed bed, List<InboundSpread.Caller> flows) throws IOException {
        try (var arrivals = new Arrivals(bed, flows.size())) {
            Wait.until("every flow came to a client", PATIENCE, () -> {
                arrivals.sendMissing(bed, flows);
                return arrivals.missing().findAny().isEmpty();
            });
            return IntStream.range(0, flows.size())
                    .mapToObj(arrivals.clients::get)
                    .toList();
        }
    }

    private IntStream missing() {
        return IntStream.range(0, clients.length()).filter(flow -> clients.get(flow) == 0);
    }

    private void sendMissing(InboundBed bed, List<InboundSpread.Caller> flows) {
        var to = new InetSocketAddress(InboundBed.ADDRESS, InboundBed.DATAGRAMS);
        var _ = Bed.within(bed.remotes(), () -> {
            ByteBuffer datagram = ByteBuffer.allocateDirect(Integer.BYTES);
            for (int flow : missing().toArray()) {
                try (DatagramChannel channel = DatagramChannel.open()) {
                    channel.bind(flows.get(flow).socketAddress());
                    channel.send(datagram.clear().putInt(flow).flip(), to);
                }
            }
            return true;
        });
    }

    private void hear() {
        ByteBuffer datagram = ByteBuffer.allocateDirect(Integer.BYTES);
        try {
            while (selector.isOpen()) {
                selector.select(key -> read(key, datagram));
            }
        } catch (ClosedSelectorException end) {
            return;
        } catch (IOException e) {
            throw new IllegalStateException("arrivals", e);
        }
    }

    private void read(SelectionKey key, ByteBuffer datagram) {
        try {
            while (((DatagramChannel) key.channel()).receive(datagram.clear()) != null) {
                clients.set(datagram.flip().getInt(), (Integer) key.attachment());
            }
        } catch (IOException closed) {
            key.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
