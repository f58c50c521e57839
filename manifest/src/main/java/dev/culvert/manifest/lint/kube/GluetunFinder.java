package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds gluetun in pods and in charts' values, with the settings and files that ConfigMaps and Secrets give it. */
final class GluetunFinder {
    private final List<TextFile> files;

    GluetunFinder(List<TextFile> files) {
        this.files = files;
    }

    Stream<Gluetun> in(PodTemplate pod) {
        return pod.allContainers().stream()
                .filter(Gluetun::isIn)
                .map(container -> gluetun(Optional.of(pod), container));
    }

    /** Values have no pod; what is shaped like a container of gluetun is one. */
    Stream<Gluetun> in(Node values) {
        return values.walk()
                .filter(node -> node.get("image").exists() && node.get("env").exists())
                .filter(Gluetun::isIn)
                .map(container -> gluetun(Optional.empty(), container));
    }

    private Gluetun gluetun(Optional<PodTemplate> pod, Node container) {
        String namespace = pod.map(PodTemplate::namespace).orElse("");
        var settings = new LinkedHashMap<String, Setting>();
        boolean complete = pod.isPresent();
        for (Node source : container.get("envFrom").items()) {
            String prefix = source.get("prefix").text("");
            List<TextFile> shown = held(namespace, source);
            complete &= !shown.isEmpty();
            shown.forEach(file -> settings.put(prefix + file.name(), file.setting()));
        }
        Node env = container.get("env");
        env.items().forEach(entry -> settings.put(entry.get("name").text(""), setting(namespace, entry)));
        env.entries()
                .forEach((name, value) -> settings.put(
                        name,
                        value.text().isPresent()
                                ? new Setting(value, value.text(), false)
                                : setting(namespace, value)));
        return new Gluetun(
                pod,
                container,
                settings,
                complete,
                pod.map(template -> mounted(template, container)).orElse(Map.of()));
    }

    private List<TextFile> held(String namespace, Node source) {
        return Stream.of("configMap", "secret")
                .flatMap(kind ->
                        source.get(kind + "Ref", "name").text().stream().flatMap(name -> held(namespace, kind, name)))
                .toList();
    }

    private Stream<TextFile> held(String namespace, String kind, String name) {
        return files.stream()
                .filter(file -> file.holder().kind().equalsIgnoreCase(kind))
                .filter(file -> file.holder().name().equals(name))
                .filter(file -> Resource.mayShare(file.holder().namespace(), namespace));
    }

    private Setting setting(String namespace, Node entry) {
        Node value = entry.get("value");
        if (value.exists()) {
            return new Setting(value, value.text(), false);
        }
        boolean secret = entry.get("valueFrom", "secretKeyRef").exists();
        Node reference = entry.get("valueFrom", secret ? "secretKeyRef" : "configMapKeyRef");
        return held(
                        namespace,
                        secret ? "secret" : "configMap",
                        reference.get("name").text(""))
                .filter(file -> reference.get("key").is(file.name()))
                .findFirst()
                .map(TextFile::setting)
                .orElseGet(() -> new Setting(entry, Optional.empty(), secret));
    }

    private Map<String, TextFile> mounted(PodTemplate pod, Node container) {
        var mounted = new LinkedHashMap<String, TextFile>();
        for (Node mount : container.get("volumeMounts").items()) {
            String at = mount.get("mountPath").text("");
            pod.spec().get("volumes").items().stream()
                    .filter(volume -> volume.get("name").is(mount.get("name").text("\0")))
                    .flatMap(volume -> in(pod, volume).stream())
                    .forEach(file -> {
                        Optional<String> part = mount.get("subPath").text();
                        if (part.isEmpty()) {
                            mounted.put(at + "/" + file.name(), file);
                        } else if (part.get().equals(file.name())) {
                            mounted.put(at, file);
                        }
                    });
        }
        return mounted;
    }

    private List<TextFile> in(PodTemplate pod, Node volume) {
        var found = new ArrayList<TextFile>();
        held(pod.namespace(), "configMap", volume.get("configMap", "name").text("\0"))
                .forEach(found::add);
        held(pod.namespace(), "secret", volume.get("secret", "secretName").text("\0"))
                .forEach(found::add);
        return found;
    }
}
