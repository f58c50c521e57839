package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings by name, wherever files may have them: containers, charts' values, ConfigMaps, shell files of settings. */
public final class Settings {
    private static final Pattern ASSIGNMENT =
            Pattern.compile("^\\s*(?:export\\s+)?([A-Z0-9_]+)=[\"']?([^\"'#]*)[\"']?");

    private Settings() {}

    /** All that have one of the names; each place once. */
    public static List<Setting> named(Manifests manifests, List<String> names) {
        var found = new ArrayList<Setting>();
        for (Gluetun gluetun : manifests.gluetuns()) {
            names.forEach(name -> gluetun.setting(name).ifPresent(found::add));
        }
        for (PodTemplate pod : manifests.pods()) {
            pod.allContainers().stream()
                    .flatMap(container -> container.get("env").items().stream())
                    .filter(entry -> names.contains(entry.get("name").text("")))
                    .map(entry -> entry.get("value"))
                    .filter(Node::exists)
                    .forEach(value -> add(found, value));
        }
        for (Node values : manifests.values()) {
            values.walk()
                    .flatMap(node -> node.entries().entrySet().stream())
                    .filter(entry -> names.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .filter(value -> value.text().isPresent())
                    .forEach(value -> add(found, value));
        }
        manifests.files().forEach(file -> inFile(file, names, found));
        return List.copyOf(found);
    }

    private static void inFile(TextFile file, List<String> names, List<Setting> found) {
        if (names.contains(file.name())
                && found.stream().noneMatch(setting -> setting.at().equals(file.at()))) {
            found.add(file.setting());
        }
        if (!file.name().endsWith(".sh")) {
            return;
        }
        for (Node.Line line : file.lines()) {
            Matcher matcher = ASSIGNMENT.matcher(line.text());
            if (matcher.find() && names.contains(matcher.group(1))) {
                found.add(new Setting(new Node.Absent(line.place()), Optional.of(matcher.group(2)), file.secret()));
            }
        }
    }

    private static void add(List<Setting> found, Node value) {
        if (found.stream().noneMatch(setting -> setting.at().equals(value))) {
            found.add(new Setting(value, value.text(), false));
        }
    }
}
