package dev.culvert.lab.service;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Which addresses came to a remote, by service; each connection and each datagram counts once. */
public final class SeenSources {
    /** A service by protocol, {@code tcp} or {@code udp}, and port. */
    private record Service(String protocol, int port) {}

    private final Map<Service, Map<InetAddress, LongAdder>> seen = new ConcurrentHashMap<>();

    void add(String protocol, int port, InetAddress source) {
        seen.computeIfAbsent(new Service(protocol, port), service -> new ConcurrentHashMap<>())
                .computeIfAbsent(source, address -> new LongAdder())
                .increment();
    }

    /** The addresses that came to a service. */
    public Set<InetAddress> of(String protocol, int port) {
        return Set.copyOf(
                seen.getOrDefault(new Service(protocol, port), Map.of()).keySet());
    }

    /** How often each address came to a service, by the address as text. */
    public Map<String, Long> counts(String protocol, int port) {
        Map<String, Long> counts = new TreeMap<>();
        seen.getOrDefault(new Service(protocol, port), Map.of())
                .forEach((address, times) -> counts.put(Greeting.text(address), times.sum()));
        return counts;
    }

    /** Forgets everything. */
    public void clear() {
        seen.clear();
    }
}
