package dev.culvert.e2e;

import java.util.Set;

/** Network routing in its simple form: no routers, one gateway, which is the clients' next hop. */
class NetworkSimpleIT extends GatewayPodScenario {
    NetworkSimpleIT(Site site) {
        super(site, "simple", 6, Set.of(Provider.address(6)));
    }

    @Override
    String gateway() {
        return """
                {exits: %s, routing: {network: {subnet: 192.168.28.0/22, routers: 0, vxlanId: 1001}}, clients: {namespaces: [%s]},
                 %s, %s, %s}
                """.formatted(wireguard(vpn, 6), media, PORTS, DNS, Provider.WITNESSES)
                .replace("\n", " ");
    }

    @Override
    void aPodThatComesAfterItsGateway() {
        itWaits();
    }
}
