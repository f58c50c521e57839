package dev.culvert.manifest.lint.kube;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.Place;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A container that runs gluetun.
 *
 * @param pod whose container it is; empty for a chart's values
 * @param container the container, or values shaped like one
 * @param settings by name, as far as files show them
 * @param complete whether files show all of its settings and mounts
 * @param files in it, by path
 */
public record Gluetun(
        Optional<PodTemplate> pod,
        Node container,
        Map<String, Setting> settings,
        boolean complete,
        Map<String, TextFile> files) {
    private static final Setting NOTHING = new Setting(new Node.Absent(none()), Optional.empty(), false);

    private static Place none() {
        return new Place("", 1, 1, "");
    }

    /** Whether a container runs it; one that runs another program of its image does not. */
    public static boolean isIn(Node container) {
        boolean other =
                container.get("command").exists() && !Parts.script(container).contains("gluetun-entrypoint");
        return Image.of(container).name().startsWith("gluetun") && !other;
    }

    /** Its image. */
    public Image image() {
        return Image.of(container);
    }

    /** Its version, if the tag tells. */
    public Optional<GluetunVersion> version() {
        return GluetunVersion.ofTag(image().tag());
    }

    /** A setting, if it is set. */
    public Optional<Setting> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /** Whether it is set, here or by a file of its own. */
    public boolean has(String name) {
        return settings.containsKey(name) || settings.containsKey(name + "_SECRETFILE");
    }

    /** The value of a setting, or its default. */
    public String value(String name, String otherwise) {
        return settings.getOrDefault(name, NOTHING).value().map(String::strip).orElse(otherwise);
    }

    /** The value of a setting for messages, or its default. */
    public String shown(String name, String otherwise) {
        return setting(name).map(Setting::shown).orElse(otherwise);
    }

    /** Whether the tunnel is WireGuard. */
    public boolean isWireguard() {
        return value("VPN_TYPE", "openvpn").equalsIgnoreCase("wireguard");
    }

    /** The provider, in lower case; empty if no file shows it. */
    public String provider() {
        return value("VPN_SERVICE_PROVIDER", "").toLowerCase(Locale.ROOT);
    }

    /** The tunnel's interface. */
    public String tunnel() {
        return value("VPN_INTERFACE", "tun0");
    }

    /** Whether something that outlives the pod is mounted at a path, above it or below it. */
    public boolean mounts(String path) {
        return container.get("volumeMounts").items().stream()
                .filter(mount -> !isEmpty(mount.get("name").text("")))
                .map(mount -> mount.get("mountPath").text(""))
                .anyMatch(at -> at.equals(path) || path.startsWith(at + "/") || at.startsWith(path + "/"));
    }

    private boolean isEmpty(String volume) {
        return pod.stream()
                .flatMap(template -> template.spec().get("volumes").items().stream())
                .anyMatch(entry ->
                        entry.get("name").is(volume) && entry.get("emptyDir").exists());
    }

    /** Whether it is a native sidecar: an init container that keeps running. */
    public boolean isNativeSidecar() {
        return container.get("restartPolicy").is("Always")
                && pod.filter(template -> template.initContainers().contains(container))
                        .isPresent();
    }

    /** The other containers of its pod that run beside it. */
    public List<Node> neighbours() {
        return pod.map(template -> template.containers().stream()
                        .filter(other -> !other.equals(container))
                        .toList())
                .orElse(List.of());
    }

    /** The pod's containers that have ended before it starts. */
    public List<Node> predecessors() {
        List<Node> all = pod.map(PodTemplate::initContainers).orElse(List.of());
        int at = all.indexOf(container);
        return all.subList(0, at < 0 ? all.size() : at).stream()
                .filter(other -> !other.get("restartPolicy").is("Always"))
                .toList();
    }
}
