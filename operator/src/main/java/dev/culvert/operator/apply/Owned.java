package dev.culvert.operator.apply;

import dev.culvert.manifest.Hash;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.network.ClientDefinition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a resource of ours has become. They are watched; written by server-side apply under our field manager;
 * and only if what is there does not cover what is wanted, or another one was wanted before (a hash of it is kept in an annotation, so
 * that what is no longer wanted is noticed too).
 *
 * @param <P> the resource that they belong to
 */
public final class Owned<P extends HasMetadata> {
    /** What was applied, as a hash. */
    public static final String APPLIED = "culvert.dev/applied";

    private static final String OWNER = "owner";
    private static final String LOCKS = "locks";
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Labels.CULVERT)
            .withForce(true)
            .build();

    private final List<Watched<P>> kinds = new ArrayList<>();
    private final String name;
    private final EventSourceContext<P> context;
    private final String selector;
    private final Function<HasMetadata, Set<ResourceID>> owner;
    private final Function<HasMetadata, Set<ResourceID>> woken;

    /**
     * Nothing yet; see {@link #watch}.
     *
     * @param name of the watches begins so
     * @param selector of labels that all of them have
     * @param owner whose an object is
     * @param woken who looks again when it changes: the owner, as a rule
     */
    public Owned(
            String name,
            EventSourceContext<P> context,
            String selector,
            Function<HasMetadata, Set<ResourceID>> owner,
            Function<HasMetadata, Set<ResourceID>> woken) {
        this.name = name;
        this.woken = woken;
        this.context = context;
        this.selector = selector;
        this.owner = owner;
    }

    /** A kind, and its watch, which is there once the API server serves the kind. */
    private static final class Watched<P extends HasMetadata> {
        private final GroupVersionKind kind;
        private final BooleanSupplier served;
        private final Supplier<InformerEventSource<? extends HasMetadata, P>> make;
        private volatile @Nullable InformerEventSource<? extends HasMetadata, P> source;

        private Watched(
                GroupVersionKind kind,
                BooleanSupplier served,
                Supplier<InformerEventSource<? extends HasMetadata, P>> make) {
            this.kind = kind;
            this.served = served;
            this.make = make;
        }
    }

    /** Watches objects of that type. */
    public <T extends HasMetadata> Owned<P> watch(Class<T> type) {
        return watchWhen(() -> true, type);
    }

    /** Watches objects of that type from when its version is served. */
    public <T extends HasMetadata> Owned<P> watchWhen(BooleanSupplier served, Class<T> type) {
        return watchWhen(
                served, GroupVersionKind.gvkFor(type), () -> Packed.watch(type, context.getPrimaryResourceClass()));
    }

    /** Watches objects of a type that this code has no class for, from when it is served. */
    public Owned<P> watchWhen(BooleanSupplier served, String group, String version, String kind) {
        var type = new GroupVersionKind(group, version, kind);
        return watchWhen(
                served,
                type,
                () -> Packed.watch(
                        GenericKubernetesResource.class,
                        InformerEventSourceConfiguration.from(type, context.getPrimaryResourceClass())));
    }

    private <T extends HasMetadata> Owned<P> watchWhen(
            BooleanSupplier served, GroupVersionKind kind, Supplier<InformerEventSourceConfiguration.Builder<T>> type) {
        kinds.add(new Watched<>(kind, served, () -> source(kind, type.get())));
        return this;
    }

    /** Begins to watch what is served by now and was not before. */
    public void catchUp(EventSourceRetriever<P> retriever) {
        for (Watched<P> watched : kinds) {
            if (watched.source == null && watched.served.getAsBoolean()) {
                watched.source = started(watched.make.get(), retriever);
            }
        }
    }

    /** If another thread does the same, its watch is what both get. */
    private static <T extends HasMetadata, P extends HasMetadata> InformerEventSource<T, P> started(
            InformerEventSource<T, P> source, EventSourceRetriever<P> retriever) {
        return (InformerEventSource<T, P>) retriever.dynamicallyRegisterEventSource(source);
    }

    private <T extends HasMetadata> InformerEventSource<T, P> source(
            GroupVersionKind kind, InformerEventSourceConfiguration.Builder<T> builder) {
        var source = new InformerEventSource<T, P>(
                builder.withName(name + kind.getKind() + "-" + kind.getVersion())
                        .withLabelSelector(selector)
                        // New ones are the owner's own work, or were there when it looked first.
                        .withOnAddFilter(_ -> false)
                        .withOnUpdateFilter(Owned::differs)
                        .withSecondaryToPrimaryMapper(woken::apply)
                        .build(),
                context);
        source.addIndexers(Map.of(
                OWNER,
                object -> owner.apply(object).stream().map(Owned::key).toList(),
                LOCKS,
                object -> ClientDefinition.hasLock(object) ? List.of(LOCKS) : List.of()));
        return source;
    }

    /** Their status is nobody's business here; kinds without a generation have none. */
    private static boolean differs(HasMetadata now, HasMetadata before) {
        Long generation = now.getMetadata().getGeneration();
        return generation == null
                || !generation.equals(before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getLabels(), before.getMetadata().getLabels());
    }

    /** For the controller: the watches of what is served now. */
    public List<EventSource<?, P>> sources() {
        var sources = new ArrayList<EventSource<?, P>>();
        for (Watched<P> watched : kinds) {
            if (watched.served.getAsBoolean()) {
                var source = watched.make.get();
                watched.source = source;
                sources.add(source);
            }
        }
        return List.copyOf(sources);
    }

    private List<InformerEventSource<? extends HasMetadata, P>> watching() {
        var sources = new ArrayList<InformerEventSource<? extends HasMetadata, P>>();
        for (Watched<P> watched : kinds) {
            var source = watched.source;
            if (source != null) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** The object of that kind and name, as it was last seen. */
    public Optional<? extends HasMetadata> seen(HasMetadata like) {
        return source(like).get(ResourceID.fromResource(like));
    }

    /** All that the resource has become, in the order of kinds. */
    public List<HasMetadata> of(ResourceID resource) {
        return watching().stream()
                .<HasMetadata>flatMap(source -> source.byIndex(OWNER, key(resource)).stream())
                .toList();
    }

    /** All definitions of pods that their own locks close, with what was written a moment ago. */
    public List<HasMetadata> locks() {
        return watching().stream().<HasMetadata>flatMap(Owned::locks).toList();
    }

    private static <T extends HasMetadata> Stream<T> locks(InformerEventSource<T, ?> source) {
        return source.byIndex(LOCKS, LOCKS).stream()
                .flatMap(object -> source.get(ResourceID.fromResource(object)).stream());
    }

    /** Makes each so, in this order. The number of writes. */
    public int apply(KubernetesClient client, Collection<? extends HasMetadata> wanted) {
        int writes = 0;
        for (HasMetadata object : wanted) {
            writes += apply(client, source(object), object) ? 1 : 0;
        }
        return writes;
    }

    /** Deletes what the resource has become, but these; in the reverse order of kinds. The number of deletions. */
    public int prune(KubernetesClient client, ResourceID resource, Collection<? extends HasMetadata> keep) {
        Set<String> kept = keep.stream().map(Owned::identity).collect(Collectors.toSet());
        int deleted = 0;
        for (var source : watching().reversed()) {
            for (HasMetadata object : source.byIndex(OWNER, key(resource))) {
                if (!kept.contains(identity(object)) && object.getMetadata().getDeletionTimestamp() == null) {
                    client.resource(object).delete();
                    deleted++;
                }
            }
        }
        return deleted;
    }

    private InformerEventSource<? extends HasMetadata, P> source(HasMetadata like) {
        GroupVersionKind kind = new GroupVersionKind(like.getApiVersion(), like.getKind());
        for (Watched<P> watched : kinds) {
            var source = watched.source;
            if (source != null && watched.kind.equals(kind)) {
                return source;
            }
        }
        throw new IllegalStateException("the cluster does not serve " + kind.getKind() + " yet");
    }

    @SuppressWarnings("unchecked") // A source of a kind holds objects of that kind.
    private static <T extends HasMetadata> boolean apply(
            KubernetesClient client, InformerEventSource<T, ?> source, HasMetadata object) {
        T wanted = client.getKubernetesSerialization().clone((T) object);
        ResourceID id = ResourceID.fromResource(wanted);
        Optional<T> there = source.get(id);
        String hash = Hash.of(Json.text(AsMade.asMade(wanted, there)));
        if (isSo(there, wanted, hash)) {
            return false;
        }
        var annotations = new java.util.TreeMap<>(
                Objects.requireNonNullElse(wanted.getMetadata().getAnnotations(), Map.<String, String>of()));
        annotations.put(APPLIED, hash);
        wanted.getMetadata().setAnnotations(annotations);
        T written = client.resource(wanted).patch(APPLY, wanted);
        if (there.isPresent()) {
            source.handleRecentResourceUpdate(id, written, there.get());
        } else {
            source.handleRecentResourceCreate(id, written);
        }
        return true;
    }

    /** Whether there is nothing to write. */
    public boolean isSo(KubernetesClient client, HasMetadata object) {
        HasMetadata wanted = client.getKubernetesSerialization().clone(object);
        Optional<? extends HasMetadata> there = seen(wanted);
        return isSo(there, wanted, Hash.of(Json.text(AsMade.asMade(wanted, there))));
    }

    private static boolean isSo(Optional<? extends HasMetadata> there, HasMetadata wanted, String hash) {
        return there.isPresent()
                && hash.equals(
                        Objects.requireNonNullElse(there.get().getMetadata().getAnnotations(), Map.<String, String>of())
                                .get(APPLIED))
                && Covers.covers(Json.tree(there.get()), Json.tree(wanted));
    }

    private static String identity(HasMetadata object) {
        return object.getKind() + " " + key(ResourceID.fromResource(object));
    }

    private static String key(ResourceID id) {
        return id.getNamespace().orElse("") + "/" + id.getName();
    }
}
