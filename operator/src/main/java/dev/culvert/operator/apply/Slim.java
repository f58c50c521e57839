package dev.culvert.operator.apply;

import dev.culvert.manifest.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cache that keeps of each object what we look at: ten thousand workloads fit, and no Secret's value is ever held.
 *
 * @param <T> the objects' type
 */
public final class Slim<T extends HasMetadata> implements ItemStore<T> {
    private static final Set<String> POD_ANNOTATIONS = Set.of(
            Labels.ATTACHMENT, Labels.SETTINGS, "k8s.v1.cni.cncf.io/networks", "k8s.v1.cni.cncf.io/network-status");

    /** Objects that one answer of the API server may have: all ten thousand at once take more memory than is left when they are kept. */
    private static final long PAGE = 250;

    private final ConcurrentHashMap<String, T> items = new ConcurrentHashMap<>();

    /** A watch whose objects are kept so. */
    public static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> watch(
            Class<R> type, Class<? extends HasMetadata> primary) {
        return watch(InformerEventSourceConfiguration.from(type, primary));
    }

    /** The same, of a watch that is described already. */
    static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> watch(
            InformerEventSourceConfiguration.Builder<R> watch) {
        return watch.withItemStore(new Slim<>()).withInformerListLimit(PAGE);
    }

    /** The same, of what a controller is for. */
    public static <P extends HasMetadata> void watch(ControllerConfigurationOverrider<P> controller) {
        controller.withItemStore(new Slim<>()).withInformerListLimit(PAGE);
    }

    @Override
    public String getKey(T item) {
        return Cache.metaNamespaceKeyFunc(item);
    }

    @Override
    public @Nullable T put(String key, T item) {
        return items.put(key, slim(item));
    }

    @Override
    public @Nullable T remove(String key) {
        return items.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public @Nullable T get(String key) {
        return items.get(key);
    }

    @SuppressWarnings("unchecked")
    static <T extends HasMetadata> T slim(T item) {
        item.getMetadata().setManagedFields(null);
        switch (item) {
            case Deployment deployment -> deployment.setStatus(null);
            case StatefulSet set -> set.setStatus(revision(set));
            case DaemonSet set -> set.setStatus(null);
            case Job job -> job.setStatus(null);
            case CronJob job -> job.setStatus(null);
            case CustomResourceDefinition definition -> definition.setSpec(null);
            case Node node -> {
                if (node.getStatus() != null) {
                    node.setStatus(new NodeStatusBuilder()
                            .withAddresses(node.getStatus().getAddresses())
                            .build());
                }
            }
            case Secret secret -> {
                secret.setStringData(null);
                if (secret.getData() != null) {
                    secret.getData().replaceAll((key, value) -> "");
                }
            }
            case Pod pod -> {
                return (T) slim(pod);
            }
            default -> {}
        }
        return item;
    }

    /** Which pods are of today's template. */
    private static @Nullable StatefulSetStatus revision(StatefulSet set) {
        var status = set.getStatus();
        return status == null
                ? null
                : new StatefulSetStatusBuilder()
                        .withUpdateRevision(status.getUpdateRevision())
                        .withObservedGeneration(status.getObservedGeneration())
                        .build();
    }

    private static Pod slim(Pod pod) {
        Map<String, String> annotations =
                new TreeMap<>(Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of()));
        annotations.keySet().retainAll(POD_ANNOTATIONS);
        pod.getMetadata().setAnnotations(annotations);
        var status = pod.getStatus();
        return new PodBuilder()
                .withMetadata(pod.getMetadata())
                .withNewSpec()
                .withNodeName(pod.getSpec() == null ? null : pod.getSpec().getNodeName())
                .endSpec()
                .withNewStatus()
                .withPhase(status == null ? null : status.getPhase())
                .withPodIP(status == null ? null : status.getPodIP())
                .withConditions(status == null ? null : status.getConditions())
                .withInitContainerStatuses(status == null ? null : status.getInitContainerStatuses())
                .withContainerStatuses(status == null || !isExit(pod) ? null : status.getContainerStatuses())
                .endStatus()
                .build();
    }

    /** Of all others nobody asks how their containers are. */
    private static boolean isExit(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && labels.containsKey(Labels.EXIT);
    }
}
