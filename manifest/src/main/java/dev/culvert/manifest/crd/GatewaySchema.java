package dev.culvert.manifest.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import java.util.List;

/** What the Java types of VpnGateway cannot say. */
final class GatewaySchema {
    private static final int MOST_EXITS = 255;
    private static final int MOST_LOCAL = 256;
    private static final int MOST_PORTS = 1024;
    private static final int MOST_NAMESPACES = 1024;
    private static final int MOST_CHOICES = 64;

    private GatewaySchema() {}

    static void finish(Schema schema, boolean cel) {
        schema.top()
                .setDescription(
                        "VPN tunnels, each an exit with a public address of its own, and the way by which clients reach them.");
        exits(schema);
        routing(schema);
        schema.items("spec.local", 0, MOST_LOCAL);
        schema.set("spec.local");
        schema.pattern("spec.local[]", Schema.CIDR);
        schema.byDefault("spec.dns.strategy", "tunnel");
        schema.items("spec.dns.servers", 0, 8);
        schema.pattern("spec.dns.servers[]", Schema.IPV4);
        schema.items("spec.dns.upstream", 0, 8);
        schema.pattern("spec.dns.upstream[]", Schema.IPV4 + "(@[0-9]{1,5})?(#[-.a-zA-Z0-9]{1,253})?");
        schema.items("spec.ports", 0, MOST_PORTS);
        schema.named("spec.ports", "name");
        schema.exactlyOne("spec.ports[]", "port", "from");
        schema.items("spec.ports[].protocols", 1, 2);
        schema.set("spec.ports[].protocols");
        schema.byDefault(
                "spec.ports[].protocols",
                JsonNodeFactory.instance.arrayNode().add("TCP").add("UDP"));
        schema.items("spec.clients.namespaces", 0, MOST_NAMESPACES);
        schema.set("spec.clients.namespaces");
        schema.pattern("spec.clients.namespaces[]", "(\\*|" + Schema.LABEL + ")");
        NamesSchema.finish(schema);
        schema.byDefault("spec.spread", "even");
        schema.items("spec.probe", 0, 8);
        schema.set("spec.probe");
        schema.pattern("spec.probe[]", Schema.IPV4);
        schema.pattern("spec.whoami.server", Schema.IPV4);
        schema.pattern("spec.whoami.server6", Schema.IPV6);
        schema.text("spec.whoami.name", 253);
        schema.pattern("spec.whoami.name", "[-_a-zA-Z0-9]{1,63}(\\.[-_a-zA-Z0-9]{1,63})*\\.?");
        schema.items("spec.pods.tolerations", 0, 64);
        schema.items("spec.pods.imagePullSecrets", 0, 16);
        schema.pattern("spec.pods.imagePullSecrets[].name", Schema.NAME);
        schema.named("status.exits", "name");
        schema.at("status.exits[]").setRequired(List.of("id", "name"));
        if (cel) {
            rules(schema);
        }
    }

    private static void exits(Schema schema) {
        schema.items("spec.exits", 1, MOST_EXITS);
        schema.named("spec.exits", "name");
        schema.exactlyOne("spec.exits[]", "wireguard", "gluetun", "external");
        schema.byDefault("spec.exits[].weight", 1);
        schema.pattern("spec.exits[].wireguard.secretRef.name", Schema.NAME);
        schema.pattern("spec.exits[].wireguard.secretRef.key", "[-._a-zA-Z0-9]{1,253}");
        schema.byDefault("spec.exits[].wireguard.secretRef.key", Exit.SecretRef.DEFAULT_KEY);
        schema.pattern("spec.exits[].gluetun.secretRef.name", Schema.NAME);
        schema.byDefault("spec.exits[].gluetun.version", Exit.Gluetun.DEFAULT_VERSION);
        schema.byDefault("spec.exits[].gluetun.type", "wireguard");
        schema.text("spec.exits[].gluetun.provider", 63);
        for (String by : List.of("countries", "regions", "cities", "hostnames", "names")) {
            // gluetun reads them as one list, with commas between.
            schema.items("spec.exits[].gluetun.servers." + by, 0, MOST_CHOICES);
            schema.pattern("spec.exits[].gluetun.servers." + by + "[]", "[^,\\n]{1,127}");
        }
        schema.items("spec.exits[].gluetun.endpoints", 0, 256);
        schema.pattern("spec.exits[].gluetun.endpoints[].network", Schema.CIDR);
        schema.byDefault("spec.exits[].gluetun.endpoints[].protocol", "UDP");
        schema.pattern("spec.exits[].external.address", Schema.IPV4);
    }

    private static void routing(Schema schema) {
        schema.exactlyOne("spec.routing", "sidecar", "overlay", "network", "uplink");
        schema.byDefault("spec.routing.sidecar.statusPort", Routing.Sidecar.DEFAULT_STATUS_PORT);
        schema.byDefault("spec.routing.overlay.vxlanId", 42);
        schema.pattern("spec.routing.overlay.subnet", Schema.IPV4_CIDR);
        schema.pattern("spec.routing.network.subnet", Schema.IPV4_CIDR);
        schema.byDefault("spec.routing.network.routers", 2);
        schema.byDefault("spec.routing.network.vxlanId", 1000);
        schema.pattern("spec.routing.uplink.master", "[^/ ]{1,15}");
        schema.pattern("spec.routing.uplink.subnet", Schema.IPV4_CIDR);
        schema.pattern("spec.routing.uplink.rangeStart", Schema.IPV4);
        schema.pattern("spec.routing.uplink.rangeEnd", Schema.IPV4);
    }

    private static void rules(Schema schema) {
        schema.rule(
                "spec",
                "!has(self.routing.sidecar) || size(self.exits) == 1",
                "routing sidecar has one tunnel: take one exit");
        schema.rule(
                "spec",
                "!has(self.routing.uplink) || (size(self.exits) == 1 && has(self.exits[0].external))",
                "routing uplink has one exit, an external one");
        schema.rule(
                "spec",
                "!has(self.routing.network) || self.routing.network.routers > 0 || size(self.exits) == 1",
                "without routers nobody spreads flows: take one exit, or routers: 2");
        schema.rule(
                "spec",
                "!has(self.ports) || self.ports.all(p, !has(p.from)) || self.exits.exists(e, has(e.gluetun))",
                "a provider's port is learned from gluetun: give an exit gluetun, or the port a number");
        schema.rule(
                "spec",
                "!has(self.ports) || self.ports.filter(p, has(p.from)).size() < 2",
                "a provider gives one port to each exit: take one port from: provider");
        schema.rule(
                "spec",
                "has(self.routing.network) || has(self.routing.uplink) || self.exits.all(e, !has(e.external))",
                "an external exit is reached by a second interface: take routing uplink or network");
        schema.rule(
                "spec",
                "!has(self.dns) || (self.dns.strategy == 'custom') == (has(self.dns.servers) && size(self.dns.servers) > 0)",
                "servers are for strategy custom, and needed there");
        schema.rule(
                "spec",
                "!has(self.dns) || self.dns.strategy == 'tunnel' || !has(self.dns.upstream) || size(self.dns.upstream) == 0",
                "upstream is for strategy tunnel");
        schema.rule(
                "spec.exits[]",
                "!has(self.gluetun) || self.gluetun.type != 'openvpn' || (has(self.gluetun.endpoints) && size(self.gluetun.endpoints) > 0)",
                "OpenVPN's packets have no mark: list the servers' endpoints");
    }
}
