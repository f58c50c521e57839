package dev.culvert.manifest.gateway;

import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.manifest.api.Exit;
import java.util.List;

/** gluetun beside our agent. */
final class GluetunEngine {
    /** The mark that gluetun gives its WireGuard's packets, 0xca6c; OpenVPN's have none. */
    private static final int WIREGUARD_MARK = 51820;

    private GluetunEngine() {}

    static EngineSettings settings(Exit.Gluetun gluetun) {
        boolean wireguard = gluetun.protocol() == Exit.TunnelType.wireguard;
        return new EngineSettings.Gluetun(
                gluetun.tag(),
                "http://127.0.0.1:8000",
                "http://127.0.0.1:9999",
                null,
                List.of("IPV4"),
                wireguard ? WIREGUARD_MARK : 0,
                List.of(new EngineSettings.Gluetun.Server("0.0.0.0/0", 0, wireguard ? "udp" : "tcp")));
    }
}
