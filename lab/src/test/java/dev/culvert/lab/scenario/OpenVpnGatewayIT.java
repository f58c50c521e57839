package dev.culvert.lab.scenario;

/** With OpenVPN, whose packets have no mark: its way to the server, which is past the tunnel, outlives a kill. */
class OpenVpnGatewayIT extends GluetunGateway {
    OpenVpnGatewayIT() {
        super(BesideGluetun.openVpn("v3.41.2"));
    }

    @Override
    Leftover leftover() {
        return new Leftover("ip route show 203.0.113.1", "via");
    }
}
