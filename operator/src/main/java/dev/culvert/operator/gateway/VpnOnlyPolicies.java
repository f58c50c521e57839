package dev.culvert.operator.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.client.ClientObjects;
import dev.culvert.operator.apply.Owned;
import dev.culvert.operator.apply.Slim;
import dev.culvert.operator.report.Conflicts;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy of {@code vpn-only} pods in each namespace that a gateway lets in, before anybody attaches there. It is the namespace's, and
 * no gateway's: several keep it, clients' own reconciler among them, and nobody takes it away.
 */
final class VpnOnlyPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(VpnOnlyPolicies.class);
    private static final String SHARED =
            Labels.MANAGED_BY + "=" + Labels.CULVERT + ",!" + Labels.GATEWAY + ",!" + Labels.CLIENT;

    private final Owned<VpnGateway> policies;
    private final InformerEventSource<Namespace, VpnGateway> namespaces;

    VpnOnlyPolicies(EventSourceContext<VpnGateway> context) {
        policies = new Owned<>(
                        "vpn-only-",
                        context,
                        SHARED,
                        _ -> Set.of(),
                        policy -> naming(context, policy.getMetadata().getNamespace()))
                .watch(NetworkPolicy.class);
        namespaces = new InformerEventSource<>(
                Slim.watch(Namespace.class, VpnGateway.class)
                        .withOnUpdateFilter((now, before) -> lives(now) != lives(before))
                        .withOnDeleteFilter((_, _) -> false)
                        .withSecondaryToPrimaryMapper(namespace ->
                                naming(context, namespace.getMetadata().getName()))
                        .build(),
                context);
    }

    /** For the controller. */
    List<EventSource<?, VpnGateway>> sources() {
        var sources = new ArrayList<EventSource<?, VpnGateway>>(policies.sources());
        sources.add(namespaces);
        return List.copyOf(sources);
    }

    /** Makes it so in the namespaces that are there. */
    void settle(VpnGateway gateway, ClusterFacts cluster, KubernetesClient client) {
        namespaces
                .list(VpnOnlyPolicies::lives)
                .map(namespace -> namespace.getMetadata().getName())
                .filter(gateway::letsIn)
                .forEach(name -> apply(name, cluster, client));
    }

    /** A namespace of somebody who refuses it (a quota, rules of their own) keeps nobody from the others. */
    private void apply(String namespace, ClusterFacts cluster, KubernetesClient client) {
        try {
            policies.apply(client, List.of(ClientObjects.vpnOnly(namespace, cluster)));
        } catch (KubernetesClientException e) {
            if (Conflicts.isGone(e)) {
                return;
            }
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            LOG.atWarn().log("vpn-only pods of {} are not closed by policy: {}", namespace, e.getMessage());
        }
    }

    private static Set<ResourceID> naming(EventSourceContext<VpnGateway> context, String namespace) {
        return context.getPrimaryCache()
                .list(gateway -> gateway.getMetadata().getDeletionTimestamp() == null && gateway.letsIn(namespace))
                .limit(1)
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    private static boolean lives(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() == null;
    }
}
