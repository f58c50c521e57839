package dev.culvert.dataplane;

import dev.culvert.netlink.Address;
import dev.culvert.netlink.NetworkNamespace;

/** Links of the namespaces that packets go through in tests. */
final class Links {
    private Links() {}

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
