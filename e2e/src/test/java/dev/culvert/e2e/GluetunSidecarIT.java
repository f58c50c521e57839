package dev.culvert.e2e;

/** Sidecar routing with gluetun: both in the client's own pod. */
class GluetunSidecarIT extends GluetunScenario {
    private static final int EXIT = 9;

    GluetunSidecarIT(Site site) {
        super(site, "gluetun-sidecar", EXIT);
    }

    @Override
    Gluetun gluetun() {
        return new Gluetun(site, EXIT, media, APP);
    }

    @Override
    String gateway() {
        return """
                {exits: [%s], routing: {sidecar: {}}, clients: {namespaces: [%s]}, %s, %s, %s}
                """.formatted(gluetun().declared(), media, PORTS, DNS, Provider.WITNESSES);
    }
}
