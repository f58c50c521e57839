package dev.culvert.agent.settings;

import dev.culvert.dataplane.NameRedirect;
import dev.culvert.model.net.IpAddress;
import java.util.List;

/**
 * Who resolves a client's names.
 *
 * @param servers the addresses at which clients know the cluster's DNS: its Service's, NodeLocal DNSCache's
 * @param resolver the address of the gateways' resolvers, where queries to those go instead
 */
public record NamesSettings(List<String> servers, String resolver) {
    public NamesSettings {
        servers = List.copyOf(servers);
    }

    /** What it means in a client's namespace. */
    public NameRedirect redirect() {
        return new NameRedirect(servers.stream().map(IpAddress::parse).toList(), IpAddress.parse(resolver));
    }
}
