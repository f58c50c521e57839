package dev.culvert.lab.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What can be measured; each in a process and namespaces of its own, so that none finds what another left. */
public enum Benchmark {
    MOVED("flows moved when 1 of N gateways fails and returns"),
    DEAD_GATEWAY("how soon a killed gateway takes no new flow"),
    BLACK_HOLE("how soon a tunnel that swallows packets takes no new flow"),
    ROUTER_FAILOVER("the longest gap when the router with the VIP is killed"),
    FORWARDING("what a packet costs in a router"),
    PINS("what a million pinned flows cost"),
    INBOUND_SPREAD("how evenly flows begun by remotes are spread, and which move when a client leaves"),
    INBOUND("what flows begun by remotes cost"),
    DNS("what a client's question for a name costs"),
    AGENT("what the router's agent costs");

    private final String description;

    Benchmark(String description) {
        this.description = description;
    }

    /** The word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it measures. */
    public String description() {
        return description;
    }

    /** Measures; tells what it is doing. */
    List<Row> measure(BenchOptions options, Consumer<String> progress) throws Exception {
        return switch (this) {
            case MOVED -> Moved.measure(options, progress);
            case DEAD_GATEWAY -> DeadGateway.measure(options, progress);
            case BLACK_HOLE -> BlackHole.measure(options, progress);
            case ROUTER_FAILOVER -> RouterFailover.measure(options, progress);
            case FORWARDING -> Forwarding.measure(options, progress);
            case PINS -> Pins.measure(options, progress);
            case INBOUND_SPREAD -> InboundSpread.measure(progress);
            case INBOUND -> Inbound.measure(options, progress);
            case DNS -> Resolving.measure(options, progress);
            case AGENT -> AgentFootprint.measure(options, progress);
        };
    }
}
