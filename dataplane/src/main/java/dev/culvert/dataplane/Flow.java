package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;

/**
 * An IPv4 flow as a router pins it.
 *
 * @param protocol the IP protocol number
 * @param client source address, 32 bits
 * @param clientPort source port; 0 if the protocol is pinned by hosts
 * @param remote destination address, 32 bits
 * @param remotePort destination port; 0 if the protocol is pinned by hosts
 */
public record Flow(int protocol, int client, int clientPort, int remote, int remotePort) {
    @Override
    public String toString() {
        return "protocol " + protocol + " " + IpAddress.v4(client) + ":" + clientPort + " → " + IpAddress.v4(remote)
                + ":" + remotePort;
    }
}
