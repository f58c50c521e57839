package dev.culvert.e2e;

/** Sidecar routing with gluetun that runs OpenVPN, by the provider's own file, whose ways stand in the pod's main table. */
class OpenVpnSidecarIT extends GluetunScenario {
    OpenVpnSidecarIT(Site site) {
        super(site, "openvpn-sidecar", Provider.OPENVPN);
    }

    @Override
    Gluetun gluetun() {
        return new Gluetun(site, Provider.OPENVPN, media, APP);
    }

    @Override
    String gateway() {
        return """
                {exits: [%s], routing: {sidecar: {}}, clients: {namespaces: [%s]}, %s, %s, %s}
                """.formatted(gluetun().declared(), media, PORTS, DNS, Provider.WITNESSES);
    }
}
