package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.MacAddress;
import java.util.List;

/**
 * Who a client is on a network that it shares with others. By its link there it sends in its own name or not at all, packet sockets
 * included: it takes nobody's address by ARP, and is no router by VRRP. IPv6 is closed there anyway.
 *
 * @param link its link on that network
 * @param mac the link's
 * @param addresses the link's, IPv4; at least one
 * @param all these and those of the pod's first link: the kernel may ask for a neighbour in the name of any
 */
public record Sender(String link, MacAddress mac, List<IpAddress> addresses, List<IpAddress> all) {
    public Sender {
        addresses = List.copyOf(addresses);
        all = List.copyOf(all);
    }

    /** Its own table: the lock does without it where there is no such link. */
    public NftTable table() {
        return NftTable.parse("""
                table netdev culvert_sender {
                	chain egress {
                		type filter hook egress device "LINK" priority filter; policy drop;
                		ether saddr != MAC counter drop
                		arp saddr ether MAC arp saddr ip ALL accept
                		ip saddr ADDRESSES ip protocol != vrrp accept
                		counter drop
                	}
                }
                """.replace("LINK", link)
                .replace("MAC", mac.toString())
                .replace("ALL", NftText.hosts(all))
                .replace("ADDRESSES", NftText.hosts(addresses)));
    }
}
