package dev.culvert.manifest;

import dev.culvert.agent.settings.PageSettings;
import dev.culvert.manifest.api.VpnGatewaySpec;
import java.util.stream.Stream;

/** Where an agent tells the operator its status. */
public final class AgentPage {
    private AgentPage() {}

    /** At that port, to whoever has the token. Whom clients reach by IPv4 alone needs no address of IPv6. */
    public static PageSettings ofGateway(VpnGatewaySpec spec, int port) {
        return page(spec, port, Stream.of(spec.asked().server()));
    }

    /** The same in a client's own pod, where a tunnel may carry both. */
    public static PageSettings ofSidecar(VpnGatewaySpec spec, int port) {
        VpnGatewaySpec.Whoami whoami = spec.asked();
        return page(spec, port, Stream.concat(Stream.of(whoami.server()), Stream.ofNullable(whoami.server6())));
    }

    private static PageSettings page(VpnGatewaySpec spec, int port, Stream<String> servers) {
        return new PageSettings(
                port,
                Pods.TOKEN_FILE,
                servers.map(server ->
                                new PageSettings.Whoami(server, spec.asked().name()))
                        .toList());
    }
}
