package dev.culvert.manifest.validation;

import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.dataplane.InboundTag;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Dns;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Port;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewaySpec;
import dev.culvert.model.net.Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rules of a gateway. */
final class GatewayRules {
    /** What a local network may be at most without a finding: half of the internet is no local network. */
    private static final int WIDEST_LOCAL = 7;

    /** A pod's name is its StatefulSet's and a number; the StatefulSet's controller labels pods with it and a hash. */
    private static final int LONGEST_STATEFUL_SET = 52;

    private static final int MOST_EXITS = 255;

    /** Pods and objects carry its name in a label. */
    private static final int LONGEST_LABEL = 63;

    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

    private final VpnGateway gateway;
    private final Known known;
    private final Findings findings = new Findings();

    private GatewayRules(VpnGateway gateway, Known known) {
        this.gateway = gateway;
        this.known = known;
    }

    static List<Finding> of(VpnGateway gateway, Known known) {
        return new GatewayRules(gateway, known).check();
    }

    private List<Finding> check() {
        VpnGatewaySpec spec = gateway.getSpec();
        name(spec.routing());
        exits(spec);
        routing(spec);
        local(spec.local());
        dns(spec);
        whoami(spec.asked());
        if (spec.pods() != null
                && (spec.routing().sidecar() != null || spec.routing().uplink() != null)) {
            findings.invalid(
                    "spec.pods",
                    "with routing sidecar and uplink no pod is the gateway's own",
                    "leave it out; a client's pod says in its workload on which nodes it runs");
        }
        ports(spec.ports());
        inboundExits(spec);
        PodNameRules.check(gateway, known, findings);
        NamesRules.check(gateway, known, findings);
        if (findings.list().stream().allMatch(NamesRules::standsAgainstNamesAlone)) {
            // Only of a gateway that says one thing can be asked whether it fits the others.
            new NetworkRules(gateway, known, findings).check();
        }
        return findings.list();
    }

    /** Of the method is asked only what is given: how many, {@link #routing} says. */
    private void name(Routing routing) {
        String name = gateway.getMetadata().getName();
        if ((routing.overlay() != null || routing.network() != null)
                && !SERVICE_NAME.matcher(name).matches()) {
            findings.invalid(
                    "metadata.name",
                    name + " is no name of a Service, which its pods have",
                    "take letters, digits and hyphens, a letter first (RFC 1035)");
        } else if (name.length() > LONGEST_LABEL) {
            findings.invalid(
                    "metadata.name",
                    "it has " + name.length() + " characters, a label's value 63 at most",
                    "take a shorter name");
        }
    }

    private void exits(VpnGatewaySpec spec) {
        if (spec.exits().isEmpty()) {
            findings.invalid("spec.exits", "there is none", "name at least one");
        }
        if (spec.exits().size() > MOST_EXITS) {
            findings.invalid(
                    "spec.exits", "there are " + spec.exits().size(), "take at most 255, or a second VpnGateway");
        }
        findings.unique("spec.exits", spec.exits().stream().map(Exit::name).toList());
        for (int index = 0; index < spec.exits().size(); index++) {
            exit("spec.exits[" + index + "]", spec.exits().get(index), spec.routing());
        }
    }

    private void exit(String path, Exit exit, Routing routing) {
        String name = gateway.getMetadata().getName() + "-" + exit.name();
        if (name.length() > LONGEST_STATEFUL_SET) {
            findings.invalid(
                    path + ".name",
                    "the pod's name " + name + " would have " + name.length() + " characters, 52 are allowed",
                    "take a shorter name for the exit or the gateway");
        }
        if (exit.name().matches("router-\\d+") && routing.network() != null) {
            findings.invalid(path + ".name", exit.name() + " is what a router's pod is called", "take another name");
        }
        if (exit.given().size() != 1) {
            findings.invalid(
                    path,
                    exit.given().isEmpty() ? "the exit has no engine" : "the exit has more than one engine",
                    "give exactly one of wireguard, gluetun and external");
            return;
        }
        switch (exit.engine()) {
            case Exit.Wireguard(var secret) -> secret(path + ".wireguard.secretRef", secret.name(), secret.file());
            case Exit.Gluetun gluetun -> {
                GluetunRules.check(path + ".gluetun", gluetun, findings);
                secret(path + ".gluetun.secretRef", gluetun.secretRef().name(), null);
            }
            case Exit.External external -> external(path + ".external", external, routing);
        }
    }

    /** In sidecar routing the Secret is each client's own, in the client's namespace. */
    private void secret(String path, String name, @Nullable String key) {
        if (gateway.getSpec().routing().sidecar() != null) {
            return;
        }
        SecretRules.check(gateway.getMetadata().getNamespace(), path, name, key, known, findings);
    }

    private void external(String path, Exit.External external, Routing routing) {
        findings.address(path + ".address", external.address());
        if (routing.sidecar() != null || routing.overlay() != null) {
            findings.invalid(
                    path,
                    "an external exit is reached by a second interface, which this routing method does not have",
                    "take routing uplink or network, or another engine");
        }
    }

    private void routing(VpnGatewaySpec spec) {
        Routing routing = spec.routing();
        if (routing.given().size() != 1) {
            findings.invalid(
                    "spec.routing",
                    routing.given().isEmpty() ? "there is no method" : "there is more than one method",
                    "give exactly one of sidecar, overlay, network and uplink");
            return;
        }
        boolean external = spec.exits().stream().allMatch(exit -> exit.external() != null);
        int exits = spec.exits().size();
        switch (routing.method()) {
            case Routing.Sidecar sidecar -> oneExit("sidecar", exits);
            case Routing.Overlay overlay -> {}
            case Routing.Network network -> {
                if (network.routerCount() == 0 && exits != 1) {
                    findings.invalid(
                            "spec.routing.network.routers",
                            "without routers nobody spreads flows over " + exits + " exits",
                            "take exactly one exit, or routers: 2");
                }
            }
            case Routing.Uplink uplink -> {
                oneExit("uplink", exits);
                if (!external) {
                    findings.invalid(
                            "spec.routing.uplink",
                            "clients' next hop is an external gateway, and the exit is not external",
                            "give the exit external: {address: …}, or take another routing method");
                }
            }
        }
    }

    private void oneExit(String method, int exits) {
        if (exits != 1) {
            findings.invalid(
                    "spec.exits", "routing " + method + " has one tunnel, there are " + exits, "take one exit");
        }
    }

    private void local(List<String> local) {
        for (int index = 0; index < local.size(); index++) {
            String field = "spec.local[" + index + "]";
            String text = local.get(index);
            findings.read(field, () -> Prefix.parse(text))
                    .filter(prefix -> prefix.length() < WIDEST_LOCAL)
                    .ifPresent(prefix -> findings.invalid(
                            field,
                            prefix + " is much of the internet; all of it would be reached without the tunnel",
                            "name the networks that are yours"));
        }
    }

    private void dns(VpnGatewaySpec spec) {
        Dns dns = spec.dns();
        if (dns == null) {
            return;
        }
        boolean custom = dns.strategy() == Dns.Strategy.custom;
        if (custom && dns.servers().isEmpty()) {
            findings.invalid("spec.dns.servers", "strategy custom has no servers", "name at least one address");
        }
        if (!custom && !dns.servers().isEmpty()) {
            findings.invalid("spec.dns.servers", "strategy " + dns.strategy() + " takes none", "take strategy custom");
        }
        for (int index = 0; index < dns.servers().size(); index++) {
            findings.address("spec.dns.servers[" + index + "]", dns.servers().get(index));
        }
        if (dns.strategy() != Dns.Strategy.tunnel && !dns.upstream().isEmpty()) {
            findings.invalid("spec.dns.upstream", "strategy " + dns.strategy() + " takes none", "take strategy tunnel");
        }
        findings.read(
                "spec.dns.upstream",
                () -> new ResolverSettings("", List.of(), "", List.of(), dns.upstream(), null).servers());
        if (custom && !Resolution.possible(gateway)) {
            findings.invalid(
                    "spec.dns.strategy",
                    "no pod of ours is at the tunnels' end of this routing to ask the servers",
                    "take strategy cluster, or routing overlay, sidecar, or network without external exits");
        }
    }

    /** It is read when agents start, which would not. */
    private void whoami(VpnGatewaySpec.Whoami whoami) {
        findings.address("spec.whoami.server", whoami.server());
        if (whoami.server6() != null) {
            findings.address("spec.whoami.server6", whoami.server6());
        }
    }

    /** A gateway's number travels in the answers of inbound flows, where there is room for so many. */
    private void inboundExits(VpnGatewaySpec spec) {
        if (!spec.ports().isEmpty() && spec.exits().size() > InboundTag.LAST) {
            findings.invalid(
                    "spec.ports",
                    spec.exits().size() + " exits have ports, and " + InboundTag.LAST + " at most can",
                    "spread the exits over more VpnGateways, or leave ports out");
        }
    }

    private void ports(List<Port> ports) {
        findings.unique("spec.ports", ports.stream().map(Port::name).toList());
        Map<String, String> owners = new HashMap<>();
        for (int index = 0; index < ports.size(); index++) {
            Port port = ports.get(index);
            String field = "spec.ports[" + index + "]";
            if ((port.port() == null) != port.given()) {
                findings.invalid(
                        field,
                        port.given() ? "port and from are both given" : "neither port nor from is given",
                        "give exactly one of them");
                continue;
            }
            for (Port.Protocol protocol : port.transports()) {
                String key = protocol + " " + port.port();
                String owner = port.given() ? null : owners.putIfAbsent(key, port.name());
                if (owner != null) {
                    findings.invalid(field + ".port", key + " is " + owner + "'s", "take another port");
                }
            }
        }
        given(ports);
        page(ports);
    }

    /** In the client's own pod the agent listens, too; what remotes reach there must be something else. */
    private void page(List<Port> ports) {
        Routing.Sidecar sidecar = gateway.getSpec().routing().sidecar();
        for (int index = 0; sidecar != null && index < ports.size(); index++) {
            Port port = ports.get(index);
            if (port.at() == sidecar.page() && port.transports().contains(Port.Protocol.TCP)) {
                findings.invalid(
                        "spec.ports[" + index + "]",
                        "at " + port.at() + " the agent in the client's pod tells its status",
                        "take another port there, or set spec.routing.sidecar.statusPort");
            }
        }
    }

    /** gluetun asks its provider for one port, and tells us which. */
    private void given(List<Port> ports) {
        List<Integer> given = IntStream.range(0, ports.size())
                .filter(index -> ports.get(index).given())
                .boxed()
                .toList();
        if (given.size() > 1) {
            findings.invalid(
                    "spec.ports[" + given.get(1) + "].from",
                    "an exit's provider gives one port, which is "
                            + ports.get(given.getFirst()).name() + "'s",
                    "take one port from: provider");
        }
        if (!given.isEmpty() && gateway.getSpec().exits().stream().noneMatch(GatewayRules::learnsPort)) {
            findings.invalid(
                    "spec.ports[" + given.getFirst() + "].from",
                    "no exit learns a port from its provider",
                    "give an exit gluetun, with one of " + GluetunProviders.forwarding()
                            + " or custom; or give the port a number");
        }
    }

    private static boolean learnsPort(Exit exit) {
        return exit.gluetun() != null
                && GluetunProviders.forwardsPorts(exit.gluetun().provider().toLowerCase(Locale.ROOT));
    }
}
