package dev.culvert.lab.tunnel;

import dev.culvert.lab.Host;
import dev.culvert.lab.topology.Addresses;

/**
 * One tunnel.
 *
 * @param holder the host at the site's end: a gateway, or with routing sidecar a client
 * @param exit the provider's end
 * @param number its number among the exit's tunnels, from 1
 * @param keys the holder's keys
 * @param presharedKey the preshared key
 * @param mtu as the provider gives it, in bytes
 */
public record Tunnel(Host holder, Host exit, int number, KeyPair keys, String presharedKey, int mtu) {
    /** The holder's inner IPv4 address. */
    public String innerV4() {
        return "100.64.%d.%d".formatted(exit.index(), 1 + number);
    }

    /** The holder's inner IPv6 address. */
    public String innerV6() {
        return "fd64:%d::%d".formatted(exit.index(), 1 + number);
    }

    /** The settings file as a provider hands it out. */
    String providerConf(String exitPublicKey) {
        return """
                [Interface]
                PrivateKey = %s
                Address = %s/32, %s/128
                DNS = %s
                MTU = %d

                [Peer]
                PublicKey = %s
                PresharedKey = %s
                Endpoint = %s:%d
                AllowedIPs = 0.0.0.0/0, ::/0
                PersistentKeepalive = 25
                """.formatted(
                        keys.privateKey(),
                        innerV4(),
                        innerV6(),
                        Addresses.DNS_V4,
                        mtu,
                        exitPublicKey,
                        presharedKey,
                        exit.v4().orElseThrow(),
                        Addresses.TUNNEL_PORT);
    }

    /** The tunnel as a peer of its exit, for {@code wg setconf}. */
    String peer() {
        return """
                [Peer]
                PublicKey = %s
                PresharedKey = %s
                AllowedIPs = %s/32, %s/128
                """.formatted(keys.publicKey(), presharedKey, innerV4(), innerV6());
    }

    @Override
    public String toString() {
        return holder.name() + " to " + exit.name();
    }
}
