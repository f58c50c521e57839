package dev.culvert.netlink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures for the README, by hand: {@code dev/namespaced/bin/java -cp … dev.culvert.netlink.Measurements}. */
final class Measurements {
    private static final int ROUTE_REPLACES = 50_000;
    private static final int ELEMENTS = 1_000_000;
    private static final int PARTS = 20;
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
            nft.run("add table inet t");
            one(nft, elements, 10_000);
            one(nft, elements, 100_000);
            parts(nft, elements);
        }
    }

    /** One large map: the kernel walks a set from its beginning for every 32 KiB of a dump, so the time grows with the square. */
    private static void one(Nftables nft, SetElements elements, int count) {
        add(nft, "one");
        fill(nft, "one", 0, count);
        List<byte[]> keys = new ArrayList<>();
        long start = System.nanoTime();
        elements.forEach("inet", "t", "one", (key, data, expiration) -> keys.add(key.clone()));
        long dumped = System.nanoTime();
        List<byte[]> some = keys.subList(0, 10_000);
        elements.delete("inet", "t", "one", some);
        System.out.printf(
                "one map of %d: dumped in %.3f s, %d deleted by key in %.3f s%n",
                keys.size(), (dumped - start) / 1e9, some.size(), (System.nanoTime() - dumped) / 1e9);
        nft.run("delete map inet t one");
    }

    /** A million elements in maps of moderate size. */
    private static void parts(Nftables nft, SetElements elements) {
        long filling = System.nanoTime();
        for (int part = 0; part < PARTS; part++) {
            add(nft, "part" + part);
            fill(nft, "part" + part, ELEMENTS / PARTS * part, ELEMENTS / PARTS * (part + 1));
        }
        long start = System.nanoTime();
        int[] count = new int[1];
        for (int part = 0; part < PARTS; part++) {
            elements.forEach("inet", "t", "part" + part, (key, data, expiration) -> count[0]++);
        }
        System.out.printf(
                "%d maps of %d in all: filled by text in %.1f s, dumped in %.3f s%n",
                PARTS, count[0], (start - filling) / 1e9, (System.nanoTime() - start) / 1e9);
    }

    private static void add(Nftables nft, String map) {
        nft.run("add map inet t " + map + " { type ipv4_addr . ipv4_addr . inet_service . inet_service : mark; "
                + "size 2000000; flags dynamic,timeout; timeout 10m; }");
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

    private static void fill(Nftables nft, String map, int from, int to) {
        for (int chunk = from; chunk < to; chunk += CHUNK) {
            nft.run("add element inet t " + map + " { "
                    + IntStream.range(chunk, Math.min(chunk + CHUNK, to))
                            .mapToObj(i -> "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)
                                    + " . 192.0.2.1 . 1000 . 443 : 7")
                            .collect(Collectors.joining(", "))
                    + " }");
        }
    }
}
