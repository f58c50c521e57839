package dev.culvert.operator.server;

import static java.util.stream.Collectors.toSet;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What Kubernetes' own controllers would do on an API server that has none: run pods, collect garbage, end namespaces. */
public final class Controllers {
    private final World world;

    public Controllers(World world) {
        this.world = world;
    }

    /** The pods of a gateway's exits run, and their agents are well; so do those of its routers. */
    public void runPods(VpnGateway gateway) {
        List<String> exits = gateway.getSpec().exits().stream()
                .filter(exit -> exit.external() == null)
                .map(Exit::name)
                .toList();
        Routing.Network network = gateway.getSpec().routing().network();
        int routers = network == null ? 0 : network.routerCount();
        World.eventually().until(() -> sets(gateway).count() == exits.size() + routers);
        sets(gateway).forEach(this::makesPods);
        exits.forEach(exit -> world.exitPod(gateway, exit));
        sets(gateway)
                .filter(set -> Workloads.template(set).getMetadata().getLabels().containsKey(Labels.ROUTER))
                .forEach(set -> world.podOf(set, set.getMetadata().getName() + "-0", "10.244.0.99"));
    }

    /** Insists that the server takes a pod of this template: of a template it checks less. */
    private void makesPods(StatefulSet set) {
        var template = Workloads.template(set);
        world.admin()
                .resource(new PodBuilder()
                        .withMetadata(new ObjectMetaBuilder(template.getMetadata())
                                .withName(set.getMetadata().getName() + "-dry")
                                .withNamespace(set.getMetadata().getNamespace())
                                .build())
                        .withSpec(template.getSpec())
                        .build())
                .dryRun()
                .create();
    }

    private Stream<StatefulSet> sets(VpnGateway gateway) {
        return world
                .admin()
                .apps()
                .statefulSets()
                .inNamespace(gateway.getMetadata().getNamespace())
                .withLabel(Labels.GATEWAY, gateway.getMetadata().getName())
                .list()
                .getItems()
                .stream();
    }

    /** An exit's pod is replaced by one of today's template, which is ready at once. */
    public void roll(VpnGateway gateway, String exit) {
        var api = world.admin();
        String namespace = gateway.getMetadata().getNamespace();
        var set = api.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(gateway.getMetadata().getName() + "-" + exit)
                .require();
        String revision = "revision-" + set.getMetadata().getGeneration();
        world.shows(
                set,
                new StatefulSetStatusBuilder()
                        .withReplicas(1)
                        .withUpdateRevision(revision)
                        .withObservedGeneration(set.getMetadata().getGeneration())
                        .build());
        String pod = set.getMetadata().getName() + "-0";
        api.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
        World.eventually()
                .until(() -> api.pods().inNamespace(namespace).withName(pod).get() == null);
        world.exitPod(gateway, exit);
        api.pods()
                .inNamespace(namespace)
                .withName(pod)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"controller-revision-hash\":\"" + revision + "\"}}}");
    }

    /** Pods go whose StatefulSet is gone, and Secrets whose owner is. */
    public void collect(String namespace) {
        var api = world.admin();
        Set<String> sets = api.apps().statefulSets().inNamespace(namespace).list().getItems().stream()
                .map(set -> set.getMetadata().getName())
                .collect(toSet());
        api.pods().inNamespace(namespace).withLabel(Labels.GATEWAY).list().getItems().stream()
                .filter(pod -> !sets.contains(pod.getMetadata().getName().replaceAll("-0$", "")))
                .forEach(pod -> api.resource(pod).withGracePeriod(0).delete());
        Set<String> uids =
                owners(namespace).map(owner -> owner.getMetadata().getUid()).collect(toSet());
        api.secrets().inNamespace(namespace).list().getItems().stream()
                .filter(secret -> secret.getMetadata().getOwnerReferences().stream()
                        .anyMatch(reference -> !uids.contains(reference.getUid())))
                .forEach(secret -> api.resource(secret).delete());
    }

    private Stream<HasMetadata> owners(String namespace) {
        return Stream.concat(
                world.admin().resources(VpnGateway.class).inNamespace(namespace).list().getItems().stream(),
                world.admin().resources(VpnClient.class).inNamespace(namespace).list().getItems().stream());
    }

    /** A namespace that somebody deleted: nothing can be made in it any more, and everything in it is deleted. */
    public void empty(String namespace) {
        for (HasMetadata object : all(namespace)) {
            world.admin().resource(object).withGracePeriod(0).delete();
        }
    }

    /** Done when that is empty. */
    public void finish(String namespace) {
        var api = world.admin();
        api.raw(
                "/api/v1/namespaces/" + namespace + "/finalize",
                "PUT",
                api.getKubernetesSerialization()
                        .unmarshal(
                                api.getKubernetesSerialization()
                                        .asJson(new NamespaceBuilder(Objects.requireNonNull(api.namespaces()
                                                        .withName(namespace)
                                                        .get()))
                                                .editSpec()
                                                .withFinalizers(List.of())
                                                .endSpec()
                                                .build()),
                                Object.class));
    }

    /** All that is there of what we and people make; not events. */
    public List<HasMetadata> all(String namespace) {
        var api = world.admin();
        var all = new ArrayList<HasMetadata>();
        all.addAll(api.resources(VpnClient.class).inNamespace(namespace).list().getItems());
        all.addAll(api.resources(VpnGateway.class).inNamespace(namespace).list().getItems());
        all.addAll(api.apps().statefulSets().inNamespace(namespace).list().getItems());
        all.addAll(api.apps().deployments().inNamespace(namespace).list().getItems());
        all.addAll(api.apps().daemonSets().inNamespace(namespace).list().getItems());
        all.addAll(api.pods().inNamespace(namespace).list().getItems());
        all.addAll(api.configMaps().inNamespace(namespace).list().getItems());
        all.addAll(api.secrets().inNamespace(namespace).list().getItems());
        all.addAll(api.services().inNamespace(namespace).list().getItems());
        all.addAll(api.serviceAccounts().inNamespace(namespace).list().getItems());
        all.addAll(api.network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .list()
                .getItems());
        all.addAll(api.policy()
                .v1beta1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .list()
                .getItems());
        return all;
    }

    /** The names of those of them that are ours. */
    public List<String> ours(String namespace) {
        return all(namespace).stream()
                .filter(object -> object.getMetadata().getLabels() != null
                        && Labels.CULVERT.equals(
                                object.getMetadata().getLabels().get(Labels.MANAGED_BY))
                        && !(object instanceof VpnGateway))
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .sorted()
                .toList();
    }
}
