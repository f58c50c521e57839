package dev.culvert.manifest.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.network.Definitions;
import dev.culvert.manifest.network.NetworksAnnotation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The difference between a pod template and the one with the wanted attachment, as operations on elements of ours alone. Ours are
 * known by their names; everything else stays where it is, in its order.
 */
final class TemplatePatch {
    private static final Set<String> CONTAINERS =
            Set.of(ClientParts.CONTAINER, ClientParts.RESOLVER, "culvert-lock", "culvert-access", "culvert-gluetun");
    private static final Set<String> VOLUMES = Set.of(
            ClientParts.SETTINGS_VOLUME,
            "culvert-secret",
            "culvert-run",
            "culvert-status",
            "culvert-wireguard",
            "culvert-tun",
            "culvert-gluetun",
            "culvert-access",
            "culvert-profile");
    private static final Set<String> LABELS = Set.of(Labels.CLIENT, Labels.VIA, Labels.VIA_NAMESPACE);
    private static final Set<String> ANNOTATIONS = Set.of(Labels.ATTACHMENT, Labels.SECRET, Definitions.ANNOTATION);

    private final String path;
    private final String namespace;
    private final PodTemplateSpec template;
    private final Attachment wanted;
    private final JsonPatch patch = new JsonPatch();

    TemplatePatch(String path, String namespace, PodTemplateSpec template, Attachment wanted) {
        this.path = path;
        this.namespace = namespace;
        this.template = template;
        this.wanted = wanted;
    }

    static Optional<String> of(HasMetadata workload, Attachment wanted) {
        String path = "/" + String.join("/", Workloads.path(workload));
        return new TemplatePatch(path, workload.getMetadata().getNamespace(), Workloads.template(workload), wanted)
                .operations()
                .guarded(workload.getMetadata().getResourceVersion());
    }

    /** The patch by which the pods' settings are those, if they have any. */
    static Optional<String> settings(HasMetadata workload, String name) {
        var patch = new JsonPatch();
        List<Volume> volumes = Objects.requireNonNullElse(
                Workloads.template(workload).getSpec().getVolumes(), List.of());
        for (int index = 0; index < volumes.size(); index++) {
            Volume volume = volumes.get(index);
            if (volume.getName().equals(ClientParts.SETTINGS_VOLUME)
                    && volume.getConfigMap() != null
                    && !name.equals(volume.getConfigMap().getName())) {
                patch.replace(
                        "/" + String.join("/", Workloads.path(workload)) + "/spec/volumes/" + index + "/configMap/name",
                        name);
            }
        }
        return patch.guarded(workload.getMetadata().getResourceVersion());
    }

    JsonPatch operations() {
        if (template.getMetadata() == null) {
            patch.add(path + "/metadata", Map.of());
        }
        Map<String, String> labels = labels(ObjectMeta::getLabels);
        Map<String, String> annotations = labels(ObjectMeta::getAnnotations);
        map("labels", labels, LABELS, wanted.labels());
        map("annotations", annotations, ANNOTATIONS, annotations(labels.get(Labels.CLIENT), annotations));
        String spec = path + "/spec";
        list(
                spec + "/initContainers",
                template.getSpec().getInitContainers(),
                Container::getName,
                CONTAINERS,
                wanted.parts().initContainers(),
                true);
        list(
                spec + "/containers",
                template.getSpec().getContainers(),
                Container::getName,
                CONTAINERS,
                wanted.parts().containers(),
                false);
        list(
                spec + "/volumes",
                template.getSpec().getVolumes(),
                Volume::getName,
                VOLUMES,
                wanted.parts().volumes(),
                false);
        return patch;
    }

    private Map<String, String> labels(Function<ObjectMeta, @Nullable Map<String, String>> which) {
        ObjectMeta meta = template.getMetadata();
        Map<String, String> labels = meta == null ? null : which.apply(meta);
        return labels == null ? Map.of() : labels;
    }

    /** Ours, and the one that we share with the template's owner. */
    private Map<String, String> annotations(@Nullable String attached, Map<String, String> now) {
        var target = new TreeMap<>(wanted.annotations());
        String networks = now.get(Definitions.ANNOTATION);
        if (wanted.network()
                .filter(entry -> networks != null && NetworksAnnotation.has(networks, entry))
                .isPresent()) {
            target.put(Definitions.ANNOTATION, Objects.requireNonNull(networks));
            return target;
        }
        Optional<String> rest = Optional.ofNullable(networks);
        if (networks != null && attached != null) {
            rest = NetworksAnnotation.without(networks, Attachment.entry(namespace, attached));
        }
        String others = rest.orElse(null);
        wanted.network()
                .map(entry -> NetworksAnnotation.with(others, entry))
                .or(() -> Optional.ofNullable(others))
                .ifPresent(value -> target.put(Definitions.ANNOTATION, value));
        return target;
    }

    private void map(String name, Map<String, String> now, Set<String> ours, Map<String, String> target) {
        String at = path + "/metadata/" + name;
        if (now.isEmpty() && !target.isEmpty()) {
            patch.add(at, target);
            return;
        }
        ours.stream()
                .sorted()
                .filter(key -> now.containsKey(key) && !target.containsKey(key))
                .forEach(key -> patch.remove(at + JsonPatch.step(key)));
        target.forEach((key, value) -> {
            if (!value.equals(now.get(key))) {
                patch.add(at + JsonPatch.step(key), value);
            }
        });
    }

    private <T> void list(
            String at,
            @Nullable List<T> given,
            Function<T, String> name,
            Set<String> ours,
            List<T> target,
            boolean first) {
        List<T> current = given == null ? List.of() : given;
        if (current.isEmpty() && !target.isEmpty()) {
            patch.add(at, target);
            return;
        }
        List<T> now = new ArrayList<>(current);
        List<String> targetNames = target.stream().map(name).toList();
        for (int index = now.size() - 1; index >= 0; index--) {
            String element = name.apply(now.get(index));
            boolean misplaced = first && targetNames.indexOf(element) != index;
            if (ours.contains(element) && (!targetNames.contains(element) || misplaced)) {
                patch.remove(at + "/" + index);
                now.remove(index);
            }
        }
        for (int index = 0; index < target.size(); index++) {
            put(at, now, name, target.get(index), first ? index : -1);
        }
    }

    private <T> void put(String at, List<T> now, Function<T, String> name, T wantedElement, int place) {
        List<String> names = now.stream().map(name).toList();
        int index = names.indexOf(name.apply(wantedElement));
        if (index < 0) {
            patch.add(at + "/" + (place < 0 ? "-" : place), wantedElement);
            now.add(place < 0 ? now.size() : place, wantedElement);
        } else if (!covers(Json.tree(now.get(index)), Json.tree(wantedElement))) {
            patch.replace(at + "/" + index, wantedElement);
        }
    }

    /** Whether all that is wanted is there; the API server adds defaults of its own to what is ours. */
    private static boolean covers(JsonNode now, JsonNode wanted) {
        if (wanted instanceof ObjectNode object) {
            return object.properties().stream()
                    .allMatch(field -> now.has(field.getKey()) && covers(now.get(field.getKey()), field.getValue()));
        }
        if (wanted.isArray()) {
            if (wanted.size() != now.size()) {
                return false;
            }
            for (int index = 0; index < wanted.size(); index++) {
                if (!covers(now.get(index), wanted.get(index))) {
                    return false;
                }
            }
            return true;
        }
        return now.equals(wanted);
    }
}
