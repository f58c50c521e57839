package dev.culvert.lab.capture;

import dev.culvert.lab.LabException;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.netlink.socket.Poller;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Reads a link's incoming frames on a thread of its own. */
final class FrameReader implements AutoCloseable {
    /** Bytes read of a frame; headers are all that is looked at. */
    static final int LONGEST = 256;

    private static final Duration FOREVER = Duration.ofHours(1);

    private final LinkSocket socket;
    private final Consumer<ByteBuffer> consumer;
    private final Poller poller = new Poller();
    private final Queue<CompletableFuture<Long>> waiting = new ArrayDeque<>();
    private Optional<String> ended = Optional.empty();
    private long dropped;

    FrameReader(LinkSocket socket, Consumer<ByteBuffer> consumer) {
        this.socket = socket;
        this.consumer = consumer;
        poller.add(socket);
        Thread.ofPlatform().daemon().name("capture").start(this::run);
    }

    /** Waits until all frames that have arrived are read; returns how many the kernel had to drop so far. */
    long drain() {
        CompletableFuture<Long> drained = new CompletableFuture<>();
        synchronized (waiting) {
            if (ended.isPresent()) {
                throw new LabException("the capture has ended, so what leaked is not known: " + ended.get());
            }
            waiting.add(drained);
        }
        poller.wakeup();
        try {
            return drained.join();
        } catch (CompletionException e) {
            throw new LabException("the capture has ended, so what leaked is not known: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        end("it was closed");
        poller.wakeup();
    }

    private void run() {
        try (Arena arena = Arena.ofConfined();
                socket;
                poller) {
            MemorySegment buffer = arena.allocate(LONGEST, 8);
            while (!hasEnded()) {
                poller.await(FOREVER, ready -> {});
                Queue<CompletableFuture<Long>> asked = asked();
                read(buffer);
                dropped += socket.statistics().drops();
                asked.forEach(drained -> drained.complete(dropped));
            }
        } catch (NetlinkException e) {
            end(String.valueOf(e.getMessage()));
        }
    }

    private void read(MemorySegment buffer) {
        for (var frame = socket.receive(buffer); frame.isPresent(); frame = socket.receive(buffer)) {
            if (!frame.get().outgoing()) {
                long length = Math.min(frame.get().length(), LONGEST);
                consumer.accept(buffer.asSlice(0, length).asByteBuffer());
            }
        }
    }

    private Queue<CompletableFuture<Long>> asked() {
        synchronized (waiting) {
            Queue<CompletableFuture<Long>> asked = new ArrayDeque<>(waiting);
            waiting.clear();
            return asked;
        }
    }

    private boolean hasEnded() {
        synchronized (waiting) {
            return ended.isPresent();
        }
    }

    private void end(String why) {
        synchronized (waiting) {
            if (ended.isEmpty()) {
                ended = Optional.of(why);
            }
            waiting.forEach(drained -> drained.completeExceptionally(new LabException(why)));
            waiting.clear();
        }
    }
}
