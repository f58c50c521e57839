package dev.culvert.lab.capture;

import dev.culvert.model.net.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts what the capture saw. */
final class Tally {
    private static final int MOST_SAMPLES = 20;

    private final Set<InetAddress> bystanders;
    private final List<CaptureReport.Sample> samples = new ArrayList<>();
    private long unreadable;
    private long leaked;
    private long ipv4;
    private long dns;
    private long ofBystanders;

    Tally(Set<InetAddress> bystanders) {
        this.bystanders = bystanders;
    }

    /** Counts a frame. One that cannot be read is counted as a leak: better a false alarm. */
    synchronized void add(ByteBuffer frame) {
        Packet.ofFrame(frame).ifPresentOrElse(packet -> add(Instant.now(), packet), () -> unreadable++);
    }

    private void add(Instant time, Packet packet) {
        if (bystanders.contains(packet.source())) {
            ofBystanders++;
            return;
        }
        leaked++;
        ipv4 += packet.source() instanceof Inet4Address ? 1 : 0;
        dns += packet.isDns() ? 1 : 0;
        if (samples.size() < MOST_SAMPLES) {
            samples.add(new CaptureReport.Sample(
                    time.toString(),
                    packet.protocolName(),
                    IpAddress.of(packet.source()).toString(),
                    packet.sourcePort(),
                    IpAddress.of(packet.destination()).toString(),
                    packet.destinationPort()));
        }
    }

    synchronized CaptureReport report(long tunnelled, long droppedByKernel) {
        return new CaptureReport(
                leaked + unreadable,
                ipv4,
                leaked - ipv4,
                dns,
                ofBystanders,
                tunnelled,
                droppedByKernel,
                List.copyOf(samples));
    }
}
