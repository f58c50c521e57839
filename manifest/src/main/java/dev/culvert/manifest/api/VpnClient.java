package dev.culvert.manifest.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Whose traffic leaves through which gateway. */
@Group(VpnGateway.GROUP)
@Version(VpnGateway.VERSION)
@Plural("vpnclients")
@ShortNames("vcl")
@Categories("culvert")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Gateway", jsonPath = ".status.gateway")
@AdditionalPrinterColumn(name = "Workload", jsonPath = ".status.workload")
@AdditionalPrinterColumn(name = "Attached", jsonPath = ".status.attached")
@AdditionalPrinterColumn(name = "Kill switch", jsonPath = ".status.conditions[?(@.type==\"KillSwitch\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class VpnClient extends CustomResource<VpnClientSpec, VpnClientStatus> implements Namespaced {
    private static final long serialVersionUID = 1;
}
