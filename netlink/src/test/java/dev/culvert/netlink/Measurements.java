package dev.culvert.netlink;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures for the README, by hand: {@code dev/namespaced/bin/java -cp … dev.culvert.netlink.Measurements}. */
final class Measurements {
    private static final int ROUTE_REPLACES = 50_000;
    private static final int ELEMENTS = 1_000_000;
    private static final int CHUNK = 4_000;

    private Measurements() {}

    static void main(String[] arguments) throws Exception {
        long started = System.nanoTime();
        try (RouteSocket routes = new RouteSocket()) {
            routes.links();
            System.out.printf("first dump of links after %.1f ms%n", (System.nanoTime() - started) / 1e6);
            routeReplace(routes);
        }
        try (Nftables nft = new Nftables();
                SetElements elements = new SetElements()) {
            nft.run(
                    "add table inet t\nadd map inet t m { type ipv4_addr . ipv4_addr . inet_service . inet_service : mark; "
                            + "size 2000000; flags dynamic,timeout; timeout 10m; }");
            int filled = 0;
            for (int wanted : new int[] {10_000, 100_000, ELEMENTS}) {
                fill(nft, filled, wanted);
                filled = wanted;
                dump(elements);
            }
        }
    }

    private static void routeReplace(RouteSocket routes) {
        routes.createLink(NewLink.Veth.of("va", "vb"));
        routes.setUp("va");
        routes.setUp("vb");
        routes.addAddress(Address.of("10.0.0.1/24", "va"));
        Route route = Route.to("10.9.0.0/16")
                .withHops(List.of(
                        Route.Hop.via(IpPrefix.address("10.0.0.2"), "va", 1),
                        Route.Hop.via(IpPrefix.address("10.0.0.3"), "va", 1)));
        long[] nanos = new long[ROUTE_REPLACES];
        for (int i = 0; i < ROUTE_REPLACES; i++) {
            long start = System.nanoTime();
            routes.replaceRoute(route);
            nanos[i] = System.nanoTime() - start;
        }
        long[] warm = Arrays.stream(nanos).skip(ROUTE_REPLACES / 2).sorted().toArray();
        System.out.printf(
                "replace a route of two next hops: p50 %.1f us, p99 %.1f us%n",
                warm[warm.length / 2] / 1e3, warm[warm.length * 99 / 100] / 1e3);
    }

    private static void fill(Nftables nft, int from, int to) {
        long start = System.nanoTime();
        for (int chunk = from; chunk < to; chunk += CHUNK) {
            nft.run("add element inet t m { "
                    + IntStream.range(chunk, Math.min(chunk + CHUNK, to))
                            .mapToObj(i -> "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)
                                    + " . 192.0.2.1 . 1000 . 443 : 7")
                            .collect(Collectors.joining(", "))
                    + " }");
        }
        System.out.printf("filled to %d in %.1f s%n", to, (System.nanoTime() - start) / 1e9);
    }

    private static void dump(SetElements elements) {
        int[] count = new int[1];
        long start = System.nanoTime();
        boolean consistent = elements.forEach("inet", "t", "m", (key, data, expiration) -> count[0]++);
        System.out.printf(
                "dumped %d elements in %.3f s, consistent %s%n",
                count[0], (System.nanoTime() - start) / 1e9, consistent);
    }
}
