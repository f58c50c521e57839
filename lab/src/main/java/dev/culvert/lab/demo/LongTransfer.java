package dev.culvert.lab.demo;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.flow.Download;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.lab.service.SeenSources;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A long transfer whose exit is known, and when it ended. */
final class LongTransfer implements AutoCloseable {
    private static final long BYTES = 1L << 40;
    private static final long BYTES_A_SECOND = 250_000;
    /** For each exit there is: one of 3 million tries misses the one that is wanted. */
    private static final int ATTEMPTS = 15;

    private static final Duration BEGINNING = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Download download;
    private final String exit;
    private volatile Optional<Instant> ended = Optional.empty();

    private LongTransfer(Download download, String exit) {
        this.download = download;
        this.exit = exit;
        Thread.ofVirtual().start(this::watch);
    }

    /** Starts one from the last remote, anew until it goes through an exit that is wanted. */
    static LongTransfer start(Lab lab, String client, Predicate<String> wanted) {
        List<Host> remotes = lab.topology().hosts(HostRole.REMOTE);
        Host remote = remotes.getLast();
        SeenSources seen = lab.remote(remote.name()).seen();
        try (NetworkNamespace namespace = lab.namespace(client)) {
            for (int attempt = 0; attempt < ATTEMPTS * lab.spec().exits(); attempt++) {
                seen.clear();
                Download download = Download.start(
                        namespace, InetAddress.ofLiteral(remote.v4().orElseThrow()), BYTES, BYTES_A_SECOND);
                Wait.until(BEGINNING, () -> download.report().fate() != Fate.OPENING);
                Optional<String> exit =
                        seen.counts("tcp", RemoteServices.WEB).keySet().stream().findFirst();
                if (exit.filter(wanted).isPresent()) {
                    return new LongTransfer(download, exit.get());
                }
                close(download);
            }
        }
        throw new LabException("no transfer of %s went through a wanted exit".formatted(client));
    }

    /** The address its remote sees. */
    String exit() {
        return exit;
    }

    /** How it fared since something failed. */
    Transfer since(Instant failure, boolean onExit) {
        Download.Report report = download.report();
        return new Transfer(
                onExit,
                report.fate(),
                ended.map(end -> FlowFigures.seconds(failure, end)).orElse(0.0),
                report.longestGap().toNanos() / 1e9,
                report.bytes() / 1e6);
    }

    boolean lives() {
        return download.report().fate() == Fate.ALIVE;
    }

    @Override
    public void close() {
        close(download);
    }

    private void watch() {
        while (lives()) {
            Wait.pause(POLL);
        }
        ended = Optional.of(Instant.now());
    }

    private static void close(Download download) {
        try {
            download.close();
        } catch (IOException e) {
            // Nothing is lost: it is not needed any more.
        }
    }
}
