package dev.culvert.manifest.validation;

import dev.culvert.manifest.api.DynamicDns;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may have lost something to one whose spec has changed, and is to be looked at again. */
public final class Rivals {
    private Rivals() {}

    /** Whether a spec has changed since its status was written, so that others may have lost something to it. */
    public static boolean areToLookAgain(HasMetadata resource, @Nullable Long observedGeneration) {
        return !Objects.equals(observedGeneration, resource.getMetadata().getGeneration());
    }

    /** The younger clients that want what it wants: its workload, one of its ports, whom it tells them, its tunnel, its address. */
    public static Stream<VpnClient> youngerThan(VpnClient client, Known known) {
        VpnClientSpec spec = client.getSpec();
        String namespace = client.getMetadata().getNamespace();
        return Stream.of(
                        Stream.ofNullable(spec.workload()).flatMap(workload -> known.clientsWith(namespace, workload)),
                        Announced.by(client).flatMap(known::clientsTelling),
                        known
                                .gateway(
                                        spec.gateway().namespaceFrom(namespace),
                                        spec.gateway().name())
                                .stream()
                                .flatMap(gateway -> atTheGateway(client, gateway, known)))
                .flatMap(rivals -> rivals)
                .filter(other -> !Seniority.same(client, other) && Seniority.older(client, other));
    }

    /** The younger gateways that want one of its names. */
    public static Stream<VpnGateway> youngerThan(VpnGateway gateway, Known known) {
        return known.gateways()
                .filter(other -> !Collections.disjoint(names(gateway), names(other)))
                .filter(other -> !Seniority.same(gateway, other) && Seniority.older(gateway, other));
    }

    private static List<String> names(VpnGateway gateway) {
        DynamicDns dns = gateway.getSpec().dynamicDns();
        return dns == null ? List.of() : dns.names();
    }

    /** The older clients that name the same workload. */
    public static Stream<VpnClient> eldersAtTheWorkload(VpnClient client, Known known) {
        VpnClientSpec.Workload workload = client.getSpec().workload();
        return workload == null
                ? Stream.empty()
                : known.clientsWith(client.getMetadata().getNamespace(), workload)
                        .filter(other -> !Seniority.same(other, client) && Seniority.older(other, client));
    }

    private static Stream<VpnClient> atTheGateway(VpnClient client, VpnGateway gateway, Known known) {
        Routing routing = gateway.getSpec().routing();
        boolean everybody = routing.sidecar() != null || routing.uplink() != null;
        if (!everybody && client.getSpec().ports().isEmpty()) {
            return Stream.empty();
        }
        return known.clientsOf(
                        gateway.getMetadata().getNamespace(),
                        gateway.getMetadata().getName())
                .filter(other -> everybody
                        || !Collections.disjoint(
                                other.getSpec().ports(), client.getSpec().ports()));
    }
}
