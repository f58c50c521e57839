package dev.culvert.manifest;

import dev.culvert.agent.settings.PageSettings;
import dev.culvert.manifest.api.VpnGatewaySpec;

/** Where an agent tells the operator its status. */
public final class AgentPage {
    private AgentPage() {}

    /** At that port, to whoever has the token. */
    public static PageSettings of(VpnGatewaySpec spec, int port) {
        VpnGatewaySpec.Whoami whoami = spec.asked();
        return new PageSettings(port, Pods.TOKEN_FILE, new PageSettings.Whoami(whoami.server(), whoami.name()));
    }
}
