package dev.culvert.agent.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where an agent tells its status.
 *
 * @param port TCP, on the pod network
 * @param tokenFile a file with the token that whoever asks must show
 * @param whoami where the public address is learned; null if nobody needs to know it
 */
public record PageSettings(
        int port, String tokenFile, @Nullable Whoami whoami) {
    /**
     * A name server that answers a name with the address that it is asked from, as OpenDNS does: 208.67.222.222 and
     * myip.opendns.com. It is asked through the tunnel.
     *
     * @param server its address
     * @param name the name
     */
    public record Whoami(String server, String name) {}
}
