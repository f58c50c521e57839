package dev.culvert.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.manifest.Hash;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Labels.CULVERT)
            .withForce(true)
            .build();

    private final Map<String, InformerEventSource<? extends HasMetadata, P>> sources = new LinkedHashMap<>();
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

    /** Watches objects of that type. */
    public <T extends HasMetadata> Owned<P> watch(Class<T> type) {
        return watch(
                HasMetadata.getKind(type),
                InformerEventSourceConfiguration.from(type, context.getPrimaryResourceClass()));
    }

    /** Watches objects of a type that this code has no class for. */
    public Owned<P> watch(String group, String version, String kind) {
        return watch(
                kind,
                InformerEventSourceConfiguration.from(
                        new GroupVersionKind(group, version, kind), context.getPrimaryResourceClass()));
    }

    private <T extends HasMetadata> Owned<P> watch(String kind, InformerEventSourceConfiguration.Builder<T> builder) {
        var source = new InformerEventSource<T, P>(
                builder.withName(name + kind)
                        .withLabelSelector(selector)
                        .withItemStore(new Slim<>())
                        .withOnUpdateFilter(Owned::differs)
                        .withSecondaryToPrimaryMapper(woken::apply)
                        .build(),
                context);
        source.addIndexers(Map.of(
                OWNER, object -> owner.apply(object).stream().map(Owned::key).toList()));
        sources.put(kind, source);
        return this;
    }

    /** Their status is nobody's business here; kinds without a generation have none. */
    private static boolean differs(HasMetadata now, HasMetadata before) {
        Long generation = now.getMetadata().getGeneration();
        return generation == null
                || !generation.equals(before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getLabels(), before.getMetadata().getLabels());
    }

    /** For the controller. */
    public List<EventSource<?, P>> sources() {
        return List.copyOf(sources.values());
    }

    /** The object of that kind and name, as it was last seen. */
    public Optional<? extends HasMetadata> seen(HasMetadata like) {
        return source(like).get(ResourceID.fromResource(like));
    }

    /** All that the resource has become, in the order of kinds. */
    public List<HasMetadata> of(ResourceID resource) {
        return sources.values().stream()
                .<HasMetadata>flatMap(source -> source.byIndex(OWNER, key(resource)).stream())
                .toList();
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
        for (var source : new ArrayList<>(sources.values()).reversed()) {
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
        var source = sources.get(like.getKind());
        if (source == null) {
            throw new IllegalStateException("the cluster does not serve " + like.getKind()
                    + ", or did not when the operator started: install it, then restart the operator");
        }
        return source;
    }

    @SuppressWarnings("unchecked") // A source of a kind holds objects of that kind.
    private static <T extends HasMetadata> boolean apply(
            KubernetesClient client, InformerEventSource<T, ?> source, HasMetadata object) {
        T wanted = client.getKubernetesSerialization().clone((T) object);
        JsonNode tree = Json.tree(wanted);
        String hash = Hash.of(Json.text(wanted));
        ResourceID id = ResourceID.fromResource(wanted);
        Optional<T> there = source.get(id);
        if (there.isPresent()
                && hash.equals(
                        Objects.requireNonNullElse(there.get().getMetadata().getAnnotations(), Map.<String, String>of())
                                .get(APPLIED))
                && Covers.covers(Json.tree(there.get()), tree)) {
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

    private static String identity(HasMetadata object) {
        return object.getKind() + " " + key(ResourceID.fromResource(object));
    }

    private static String key(ResourceID id) {
        return id.getNamespace().orElse("") + "/" + id.getName();
    }
}
