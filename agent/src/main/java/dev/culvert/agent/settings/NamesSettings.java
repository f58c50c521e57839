package dev.culvert.agent.settings;

import dev.culvert.dataplane.NameRedirect;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;

/**
 * Who resolves a client's names.
 *
 * @param servers the addresses at which clients know the cluster's DNS: its Service's, NodeLocal DNSCache's; and CIDRs, in
 *     which all is taken for it
 * @param resolver the address of the gateways' resolvers, where queries to those go instead
 */
public record NamesSettings(List<String> servers, String resolver) {
    public NamesSettings {
        servers = List.copyOf(servers);
    }

    /** What it means in a client's namespace. */
    public NameRedirect redirect() {
        return new NameRedirect(
                PrefixSet.of(servers.stream().map(NamesSettings::prefix).toList()), IpAddress.parse(resolver));
    }

    private static Prefix prefix(String server) {
        return server.contains("/") ? Prefix.parse(server) : Prefix.host(IpAddress.parse(server));
    }
}
