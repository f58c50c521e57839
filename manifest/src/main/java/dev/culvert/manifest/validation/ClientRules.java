package dev.culvert.manifest.validation;

import dev.culvert.manifest.ClientNetworks;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Port;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.plan.AddressRange;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of a client. */
final class ClientRules {
    private static final String INVALID = "Invalid";

    /** Pods and objects carry its name in a label. */
    private static final int LONGEST_LABEL = 63;

    private final VpnClient client;
    private final Known known;
    private final Findings findings = new Findings();

    private ClientRules(VpnClient client, Known known) {
        this.client = client;
        this.known = known;
    }

    static List<Finding> of(VpnClient client, Known known) {
        return new ClientRules(client, known).check();
    }

    private List<Finding> check() {
        if (client.getMetadata().getName().length() > LONGEST_LABEL) {
            findings.invalid(
                    "metadata.name",
                    "it has " + client.getMetadata().getName().length() + " characters, a label's value 63 at most",
                    "take a shorter name");
        }
        VpnClientSpec spec = client.getSpec();
        boolean workload = spec.workload() != null;
        if (workload == !spec.podSelector().isEmpty()) {
            findings.invalid(
                    "spec",
                    workload ? "workload and podSelector are both given" : "neither workload nor podSelector is given",
                    "give exactly one of them");
        }
        AnnouncementRules.check(client, known, findings);
        String namespace = spec.gateway().namespaceFrom(namespace());
        Optional<VpnGateway> gateway = known.gateway(namespace, spec.gateway().name());
        if (gateway.isEmpty()) {
            findings.add(
                    Reason.GatewayNotFound,
                    "spec.gateway",
                    "there is no VpnGateway " + namespace + "/" + spec.gateway().name(),
                    "create it; until then nothing leaves");
        }
        gateway.ifPresent(this::against);
        return findings.list();
    }

    private void against(VpnGateway gateway) {
        allowed(gateway);
        if (isInvalid(gateway)) {
            findings.add(
                    Reason.GatewayNotFound,
                    "spec.gateway",
                    "VpnGateway " + Seniority.name(gateway) + " is invalid",
                    "see its condition Invalid; until then nothing leaves");
            return;
        }
        ports(gateway);
        AnnouncementRules.check(client, gateway, findings);
        oneClient();
        address(gateway);
        switch (gateway.getSpec().routing().method()) {
            case Routing.Sidecar _ -> sidecar(gateway);
            case Routing.Uplink uplink -> range(gateway, uplink);
            case Routing.Overlay _, Routing.Network _ -> {}
        }
    }

    /** As its own reconciler has written down; where none has looked at this spec, by the rules. */
    private boolean isInvalid(VpnGateway gateway) {
        VpnGatewayStatus status = gateway.getStatus();
        if (status == null
                || !Objects.equals(
                        status.observedGeneration(), gateway.getMetadata().getGeneration())) {
            return Validation.of(gateway, known).stream()
                    .anyMatch(finding -> finding.reason().condition().equals(INVALID));
        }
        return status.conditions().stream()
                .anyMatch(condition -> condition.getType().equals(INVALID)
                        && condition.getStatus().equals("True"));
    }

    private void allowed(VpnGateway gateway) {
        if (!gateway.letsIn(namespace())) {
            findings.add(
                    Reason.NamespaceNotAllowed,
                    "spec.gateway",
                    "VpnGateway " + Seniority.name(gateway) + " does not let namespace " + namespace() + " in",
                    "ask its owner to add it to spec.clients.namespaces");
        }
    }

    private void ports(VpnGateway gateway) {
        List<String> claimed = client.getSpec().ports();
        List<String> offered =
                gateway.getSpec().ports().stream().map(Port::name).toList();
        for (int index = 0; index < claimed.size(); index++) {
            String port = claimed.get(index);
            String field = "spec.ports[" + index + "]";
            if (!offered.contains(port)) {
                findings.invalid(
                        field,
                        "VpnGateway " + Seniority.name(gateway) + " has no port " + port,
                        offered.isEmpty() ? "add it to its spec.ports" : "take one of " + String.join(", ", offered));
                continue;
            }
            PortClaims.holder(gateway, port, known)
                    .filter(other -> Seniority.older(other, client))
                    .ifPresent(other -> findings.add(
                            Reason.PortTaken,
                            field,
                            "port " + port + " is VpnClient " + Seniority.name(other) + "'s",
                            "take another, or release it there"));
        }
    }

    /** Two that attach the same workload would undo each other's work for ever, and roll it out each time. */
    private void oneClient() {
        VpnClientSpec.Workload workload = client.getSpec().workload();
        if (workload == null) {
            return;
        }
        Rivals.eldersAtTheWorkload(client, known)
                .findFirst()
                .ifPresent(other -> findings.add(
                        Reason.WorkloadNotSuited,
                        "spec.workload",
                        workload.kind() + " " + workload.name() + " is VpnClient " + Seniority.name(other) + "'s",
                        "delete one of the two"));
    }

    /** A fixed address is one pod's, and nobody else's on that network. */
    private void address(VpnGateway gateway) {
        String field = "spec.address";
        String text = client.getSpec().address();
        if (text == null) {
            return;
        }
        if (!(gateway.getSpec().routing().method() instanceof Routing.Uplink uplink)) {
            findings.invalid(
                    field,
                    "routing " + gateway.getSpec().routing().method().word() + " gives addresses itself",
                    "leave it out; it is for routing uplink");
            return;
        }
        findings.address(field, text).ifPresent(address -> {
            Prefix subnet = Prefix.parse(uplink.subnet());
            if (!subnet.contains(address)) {
                findings.invalid(field, address + " is not in " + subnet, "take an address of it");
            }
            gateway.getSpec().exits().stream()
                    .filter(exit -> exit.external() != null
                            && IpAddress.parse(exit.external().address()).equals(address))
                    .findFirst()
                    .ifPresent(exit -> findings.invalid(
                            field, address + " is the gateway's, of exit " + exit.name(), "take another one"));
            elders(gateway)
                    .filter(other -> text.equals(other.getSpec().address()))
                    .findFirst()
                    .ifPresent(other -> findings.invalid(
                            field, address + " is VpnClient " + Seniority.name(other) + "'s", "take another one"));
        });
    }

    /** Whom whereabouts gives an address, it may give one that is another's for good: it knows nothing of those. */
    private void range(VpnGateway gateway, Routing.Uplink uplink) {
        AddressRange range = ClientNetworks.range(uplink);
        String addresses = range.first() + " to " + range.last();
        String own = client.getSpec().address();
        if (own == null) {
            elders(gateway)
                    .filter(other -> isIn(range, other.getSpec().address()))
                    .findFirst()
                    .ifPresent(other -> findings.invalid(
                            "spec.gateway",
                            "pods are given " + addresses + ", and "
                                    + other.getSpec().address() + " is VpnClient " + Seniority.name(other) + "'s",
                            "narrow rangeStart and rangeEnd of the VpnGateway, or give a spec.address"));
        } else if (isIn(range, own)) {
            elders(gateway)
                    .filter(other -> other.getSpec().address() == null)
                    .findFirst()
                    .ifPresent(other -> findings.invalid(
                            "spec.address",
                            own + " may be given to a pod of VpnClient " + Seniority.name(other) + ", as " + addresses
                                    + " are",
                            "take another one, or narrow rangeStart and rangeEnd of the VpnGateway"));
        }
    }

    private static boolean isIn(AddressRange range, @Nullable String address) {
        try {
            return address != null && range.contains(IpAddress.parse(address));
        } catch (InvalidInput said) {
            return false;
        }
    }

    /** Clients of that gateway that were there before this one. */
    private Stream<VpnClient> elders(VpnGateway gateway) {
        return known.clientsOf(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName())
                .filter(other -> !Seniority.same(other, client) && Seniority.older(other, client));
    }

    private void sidecar(VpnGateway gateway) {
        elders(gateway)
                .filter(other -> gateway.letsIn(other.getMetadata().getNamespace()))
                .findFirst()
                .ifPresent(other -> findings.add(
                        Reason.TunnelTaken,
                        "spec.gateway",
                        "the one tunnel of VpnGateway " + Seniority.name(gateway) + " is VpnClient "
                                + Seniority.name(other) + "'s; a key used twice breaks both",
                        "make a VpnGateway with a key of its own, or take routing overlay"));
        switch (gateway.getSpec().exits().getFirst().engine()) {
            case Exit.Wireguard(var secret) ->
                SecretRules.check(
                        namespace(),
                        "spec.gateway (its exit's secretRef)",
                        secret.name(),
                        secret.file(),
                        known,
                        findings);
            case Exit.Gluetun gluetun ->
                SecretRules.check(
                        namespace(),
                        "spec.gateway (its exit's secretRef)",
                        gluetun.secretRef().name(),
                        null,
                        known,
                        findings);
            case Exit.External external -> {}
        }
    }

    private String namespace() {
        return client.getMetadata().getNamespace();
    }
}
