package dev.culvert.netlink;

import java.time.Duration;

/** The README's example; ExampleIT runs it and holds the README to it. */
final class Example {
    private Example() {}

    // begin
    static void main(String[] arguments) throws Exception {
        try (NetworkNamespace site = NetworkNamespace.create("site");
                RouteSocket here = new RouteSocket();
                RouteSocket there = site.call(RouteSocket::new);
                RouteMonitor monitor = site.call(RouteMonitor::new)) {
            here.createLink(NewLink.Veth.of("to-site", "uplink", site).withMtu(1400));
            here.setUp("to-site");
            here.addAddress(Address.of("192.0.2.1/24", "to-site"));
            there.setUp("uplink");
            there.addAddress(Address.of("192.0.2.2/24", "uplink"));
            there.replaceRoute(
                    Route.toDefault(Family.IPV4).via("192.0.2.1").dev("uplink").withTable(101));
            there.addRule(Rule.of(Family.IPV4, 1001, 101).withMark(0x1, 0xff));

            site.run(() -> {
                try (Nftables nft = new Nftables()) {
                    nft.run("add table inet guard");
                    System.out.print(nft.listTable("inet", "guard"));
                }
            });
            site.start(new ProcessBuilder("ip", "route", "show", "table", "101").inheritIO())
                    .waitFor();

            there.rules().forEach(System.out::println);
            monitor.next(Duration.ofSeconds(1)).ifPresent(System.out::println);
            try {
                there.addRoute(Route.to("10.0.0.0/8").via("203.0.113.1").dev("uplink"));
            } catch (NetlinkException refused) {
                System.out.println(refused.getMessage());
            }
        } finally {
            NetworkNamespace.delete("site");
        }
    }
    // end
}
