package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Port;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The rules of a client. */
final class ClientRules {
    private static final String INVALID = "Invalid";

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
        if (gateway.getSpec().routing().method() instanceof Routing.Sidecar) {
            sidecar(gateway);
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
        known.clientsWith(namespace(), workload)
                .filter(other -> !Seniority.same(other, client) && Seniority.older(other, client))
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
            known.clientsOf(
                            gateway.getMetadata().getNamespace(),
                            gateway.getMetadata().getName())
                    .filter(other -> !Seniority.same(other, client) && Seniority.older(other, client))
                    .filter(other -> text.equals(other.getSpec().address()))
                    .findFirst()
                    .ifPresent(other -> findings.invalid(
                            field, address + " is VpnClient " + Seniority.name(other) + "'s", "take another one"));
        });
    }

    private void sidecar(VpnGateway gateway) {
        for (VpnClient other : known.clientsOf(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName())
                .toList()) {
            if (!Seniority.same(other, client)
                    && Seniority.older(other, client)
                    && gateway.letsIn(other.getMetadata().getNamespace())) {
                findings.add(
                        Reason.WorkloadNotSuited,
                        "spec.gateway",
                        "the one tunnel of VpnGateway " + Seniority.name(gateway) + " is VpnClient "
                                + Seniority.name(other) + "'s; a key used twice breaks both",
                        "make a VpnGateway with a key of its own, or take routing overlay");
                break;
            }
        }
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
