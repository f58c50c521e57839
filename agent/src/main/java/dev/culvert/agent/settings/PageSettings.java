package dev.culvert.agent.settings;

import java.util.List;

/**
 * Where an agent tells its status.
 *
 * @param port TCP, on the pod network
 * @param tokenFile a file with the token that whoever asks must show
 * @param whoami where public addresses are learned, of each family by a server's address of that family
 */
public record PageSettings(int port, String tokenFile, List<Whoami> whoami) {
    public PageSettings {
        whoami = whoami == null ? List.of() : List.copyOf(whoami);
    }

    /**
     * A name server that answers a name with the address that it is asked from, as OpenDNS does: 208.67.222.222 and
     * myip.opendns.com. It is asked through the tunnel.
     *
     * @param server its address
     * @param name the name
     */
    public record Whoami(String server, String name) {}
}
