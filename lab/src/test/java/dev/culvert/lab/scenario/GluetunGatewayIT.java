package dev.culvert.lab.scenario;

/** With gluetun's own WireGuard: as with the real one, its rule outlives a kill and leads nowhere. */
class GluetunGatewayIT extends GluetunGateway {
    GluetunGatewayIT() {
        super(BesideGluetun.wireGuard("v3.41.2"));
    }

    @Override
    Leftover leftover() {
        return new Leftover("ip rule show pref 101", "lookup 51820");
    }
}
