package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.gateway.GatewayNames;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two gateways of a namespace may make one name of their own and an exit's: {@code vpn} with {@code us-east}, {@code vpn-us} with
 * {@code east}. Each would write the other's objects anew for ever; the older one keeps it.
 */
final class PodNameRules {
    private PodNameRules() {}

    static void check(VpnGateway gateway, Known known, Findings findings) {
        Map<String, String> own = fieldsByName(gateway);
        known.gateways()
                .filter(other -> other.getMetadata()
                        .getNamespace()
                        .equals(gateway.getMetadata().getNamespace()))
                .filter(other -> !Seniority.same(other, gateway) && Seniority.older(other, gateway))
                .forEach(other -> {
                    Set<String> theirs = fieldsByName(other).keySet();
                    own.forEach((name, field) -> {
                        if (theirs.contains(name)) {
                            findings.add(
                                    Reason.PodNameTaken,
                                    field,
                                    "its pod would be called " + name + "-0, as one of gateway " + Seniority.name(other)
                                            + " is",
                                    "take another name for the exit or the gateway");
                        }
                    });
                });
    }

    /** Of each StatefulSet, the field that it comes from. */
    private static Map<String, String> fieldsByName(VpnGateway gateway) {
        Map<String, String> fields = new TreeMap<>();
        Routing routing = gateway.getSpec().routing();
        if (routing.overlay() == null && routing.network() == null) {
            return fields;
        }
        List<Exit> exits = gateway.getSpec().exits();
        for (int index = 0; index < exits.size(); index++) {
            if (exits.get(index).external() == null) {
                fields.put(
                        GatewayNames.statefulSet(gateway, exits.get(index).name()), "spec.exits[" + index + "].name");
            }
        }
        int routers = routing.network() == null ? 0 : routing.network().routerCount();
        for (int number = 1; number <= routers; number++) {
            fields.put(GatewayNames.router(gateway, number), "spec.routing.network.routers");
        }
        return fields;
    }
}
