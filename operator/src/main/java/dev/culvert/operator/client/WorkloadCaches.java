package dev.culvert.operator.client;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec.Kind;
import dev.culvert.operator.apply.Slim;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The workloads of the cluster. Changes of their status are nobody's business here. */
final class WorkloadCaches {
    private static final String BY_CLIENT = "by-client";
    private static final String BY_WORKLOAD = "by-workload";
    private static final int CRON_JOB_V1 = 21;
    private static final PatchContext JSON = new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager(Labels.CULVERT)
            .build();

    private final Map<Kind, InformerEventSource<? extends HasMetadata, VpnClient>> sources = new EnumMap<>(Kind.class);
    private final Set<Key> missed = ConcurrentHashMap.newKeySet();
    private final Map<Key, State> written = new ConcurrentHashMap<>();
    private final EventSourceContext<VpnClient> context;
    private final KubernetesClient client;

    private record Key(Kind kind, ResourceID id) {}

    /** A state of an object's spec. */
    private record State(String uid, long generation) {
        static State of(HasMetadata object) {
            return new State(
                    object.getMetadata().getUid(),
                    Objects.requireNonNullElse(object.getMetadata().getGeneration(), 0L));
        }

        State next() {
            return new State(uid, generation + 1);
        }
    }

    WorkloadCaches(EventSourceContext<VpnClient> context, boolean cronJobV1) {
        this.context = context;
        this.client = context.getClient();
        context.getPrimaryCache()
                .addIndexers(Map.of(
                        BY_WORKLOAD, vpnClient -> workload(vpnClient).stream().toList()));
        watch(Kind.Deployment, Deployment.class);
        watch(Kind.StatefulSet, StatefulSet.class);
        watch(Kind.DaemonSet, DaemonSet.class);
        watch(Kind.Job, Job.class);
        if (cronJobV1) {
            watch(Kind.CronJob, CronJob.class);
        } else {
            watch(Kind.CronJob, io.fabric8.kubernetes.api.model.batch.v1beta1.CronJob.class);
        }
    }

    static boolean cronJobV1(dev.culvert.manifest.ClusterFacts cluster) {
        return cluster.atLeast(CRON_JOB_V1);
    }

    List<EventSource<?, VpnClient>> sources() {
        return List.copyOf(sources.values());
    }

    /** The workload that a client names, in the types of today's API. */
    Optional<HasMetadata> of(VpnClient vpnClient) {
        var workload = vpnClient.getSpec().workload();
        if (workload == null) {
            return Optional.empty();
        }
        return Objects.requireNonNull(sources.get(workload.kind()))
                .get(new ResourceID(workload.name(), vpnClient.getMetadata().getNamespace()))
                .map(this::today);
    }

    /** The same; one that is not there yet wakes the client when it comes. */
    Optional<HasMetadata> await(VpnClient vpnClient) {
        var workload = vpnClient.getSpec().workload();
        if (workload == null) {
            return Optional.empty();
        }
        // Noted before the look: what comes in between is seen by one of the two.
        var key = new Key(
                workload.kind(),
                new ResourceID(workload.name(), vpnClient.getMetadata().getNamespace()));
        missed.add(key);
        Optional<HasMetadata> there = of(vpnClient);
        if (there.isPresent()) {
            missed.remove(key);
        }
        return there;
    }

    /** Whether somebody has looked for it in vain. At the start this spares each client a second look. */
    private boolean wasMissed(Kind kind, HasMetadata workload) {
        return missed.remove(new Key(kind, ResourceID.fromResource(workload)));
    }

    /** The workloads whose pods' template carries that client's label. */
    List<HasMetadata> attachedTo(VpnClient vpnClient) {
        String client = vpnClient.getMetadata().getNamespace() + "/"
                + vpnClient.getMetadata().getName();
        return sources.values().stream()
                .<HasMetadata>flatMap(source -> source.byIndex(BY_CLIENT, client).stream())
                .map(this::today)
                .toList();
    }

    /**
     * Writes to a workload, which is somebody else's: operations on what is ours in it, refused if it has changed meanwhile. Our own
     * change wakes nobody.
     */
    void patch(HasMetadata workload, String operations) {
        var key = new Key(Kind.valueOf(workload.getKind()), ResourceID.fromResource(workload));
        patch(Objects.requireNonNull(sources.get(key.kind)), key, operations);
    }

    private <T extends HasMetadata> void patch(InformerEventSource<T, VpnClient> source, Key key, String operations) {
        source.get(key.id).ifPresent(there -> {
            // Its event may come before the answer; as the patch is refused after anybody else's, the next state is
            // ours.
            written.put(key, State.of(there).next());
            try {
                source.handleRecentResourceUpdate(key.id, client.resource(there).patch(JSON, operations), there);
            } catch (KubernetesClientException e) {
                written.remove(key);
                throw e;
            }
        });
    }

    private boolean isChangedByOthers(Kind kind, HasMetadata now, HasMetadata before) {
        State state = State.of(now);
        return !state.equals(State.of(before)) && !written.remove(new Key(kind, ResourceID.fromResource(now)), state);
    }

    private List<String> attachment(HasMetadata workload) {
        var meta = Workloads.template(today(workload)).getMetadata();
        String client = meta == null || meta.getLabels() == null
                ? null
                : meta.getLabels().get(Labels.CLIENT);
        return client == null ? List.of() : List.of(workload.getMetadata().getNamespace() + "/" + client);
    }

    /** The clients that name that workload. */
    List<VpnClient> clientsOf(Kind kind, String namespace, String name) {
        return context.getPrimaryCache().byIndex(BY_WORKLOAD, key(kind, namespace, name));
    }

    /** A CronJob of Kubernetes 1.20 differs from today's in its version alone. */
    private HasMetadata today(HasMetadata workload) {
        return workload instanceof io.fabric8.kubernetes.api.model.batch.v1beta1.CronJob old
                ? client.getKubernetesSerialization()
                        .unmarshal(
                                client.getKubernetesSerialization()
                                        .asJson(old)
                                        .replaceFirst("batch/v1beta1", "batch/v1"),
                                CronJob.class)
                : workload;
    }

    private <T extends HasMetadata> void watch(Kind kind, Class<T> type) {
        var source = new InformerEventSource<T, VpnClient>(
                Slim.watch(type, VpnClient.class)
                        .withName("workload-" + kind)
                        .withOnAddFilter(workload -> wasMissed(kind, workload))
                        .withOnUpdateFilter((now, before) -> isChangedByOthers(kind, now, before))
                        .withSecondaryToPrimaryMapper(workload ->
                                clientsOf(
                                                kind,
                                                workload.getMetadata().getNamespace(),
                                                workload.getMetadata().getName())
                                        .stream()
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        .build(),
                context);
        source.addIndexers(Map.of(BY_CLIENT, this::attachment));
        sources.put(kind, source);
    }

    private static Optional<String> workload(VpnClient vpnClient) {
        var workload = vpnClient.getSpec().workload();
        return workload == null
                ? Optional.empty()
                : Optional.of(key(workload.kind(), vpnClient.getMetadata().getNamespace(), workload.name()));
    }

    private static String key(Kind kind, String namespace, String name) {
        return kind + "/" + namespace + "/" + name;
    }
}
