package dev.culvert.dataplane;

import dev.culvert.netlink.Address;
import dev.culvert.netlink.NetworkNamespace;
import java.time.Duration;

/** Links of the namespaces that packets go through in tests. */
final class Links {
    private static final int RUNNING = 0x40;
    private static final Duration SOON = Duration.ofSeconds(10);

    private Links() {}

    /** Waits until the kernel has noticed its wire's other end (IFF_RUNNING, netdevice(7)): until then it drops what is sent. */
    static void awaitRunning(String link, NetworkNamespace... ends) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        for (NetworkNamespace end : ends) {
            end.run(() -> {
                try (var kernel = new Kernel()) {
                    while ((kernel.route().link(link).orElseThrow().flags() & RUNNING) == 0) {
                        if (System.nanoTime() - deadline > 0) {
                            throw new AssertionError(link + " does not run");
                        }
                        Thread.onSpinWait();
                    }
                }
            });
        }
    }

    /** Sets one up that is there, and gives it addresses that may be used at once. */
    static void up(NetworkNamespace namespace, String link, String... addresses) throws Exception {
        namespace.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().setUp(link);
                for (String address : addresses) {
                    kernel.route().addAddress(Address.of(address, link).with(Address.Flag.NODAD));
                }
            }
        });
    }
}
