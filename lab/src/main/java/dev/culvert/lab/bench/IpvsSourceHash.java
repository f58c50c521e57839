package dev.culvert.lab.bench;

import java.util.List;

/**
 * Which server the kernel's IPVS takes by its scheduler "sh", source hash, as net/netfilter/ipvs/ip_vs_sh.c computes it today
 * (old kernels took the product's last bits) for servers of weight 1: 256 buckets, dealt to the servers in turns; a remote's
 * address tells the bucket.
 *
 * @param servers in IPVS's order; at least one
 */
record IpvsSourceHash<S>(List<S> servers) {
    private static final int BITS = 8;

    /** 2^32 divided by the golden ratio (include/linux/hash.h). */
    private static final int GOLDEN_RATIO = 0x61C88647;

    IpvsSourceHash {
        servers = List.copyOf(servers);
    }

    /** The server of a remote, whose address is the number in network order. */
    S server(int address) {
        return servers.get(bucket(address) % servers.size());
    }

    /** The port takes no part, unless the service was made with the flag sh-port. */
    static int bucket(int address) {
        return (address * GOLDEN_RATIO) >>> (Integer.SIZE - BITS);
    }
}
