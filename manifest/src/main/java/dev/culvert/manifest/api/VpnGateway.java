package dev.culvert.manifest.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Exits, each a tunnel with its own pod, credentials and public address, and the way by which clients reach them. */
@Group(VpnGateway.GROUP)
@Version(VpnGateway.VERSION)
@Plural("vpngateways")
@ShortNames("vgw")
@Categories("culvert")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Routing", jsonPath = ".status.routing")
@AdditionalPrinterColumn(name = "Exits", jsonPath = ".status.exitsHealthy")
@AdditionalPrinterColumn(name = "Addresses", jsonPath = ".status.addresses")
@AdditionalPrinterColumn(name = "Clients", jsonPath = ".status.clients", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Unprotected",
        jsonPath = ".status.unprotected",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class VpnGateway extends CustomResource<VpnGatewaySpec, VpnGatewayStatus> implements Namespaced {
    /** The API group of all our resources. */
    public static final String GROUP = "culvert.dev";

    /** Its version. */
    public static final String VERSION = "v1alpha1";

    private static final long serialVersionUID = 1;

    /** Whether its owner lets VpnClients of that namespace attach: the gateway's own, and those that it names. */
    public boolean letsIn(String namespace) {
        Clients clients = getSpec().clients();
        return namespace.equals(getMetadata().getNamespace())
                || (clients != null && (clients.all() || clients.namespaces().contains(namespace)));
    }
}
