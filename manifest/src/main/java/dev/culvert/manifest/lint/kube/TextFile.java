package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.Node.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file in a ConfigMap or Secret.
 *
 * @param name its key
 * @param holder the object
 * @param at where its text is written
 * @param text the text
 * @param lines each with its place, or with the text's place if that is encoded
 * @param secret whether the text must not be shown
 */
public record TextFile(String name, Resource holder, Node at, String text, List<Line> lines, boolean secret) {
    static List<TextFile> of(Resource resource) {
        var files = new ArrayList<TextFile>();
        boolean secret = resource.kind().equals("Secret");
        if (!secret && !resource.kind().equals("ConfigMap")) {
            return files;
        }
        for (Map.Entry<String, Node> entry :
                resource.root().get(secret ? "stringData" : "data").entries().entrySet()) {
            Node at = entry.getValue();
            files.add(new TextFile(entry.getKey(), resource, at, at.text(""), at.lines(), secret));
        }
        if (secret) {
            resource.root()
                    .get("data")
                    .entries()
                    .forEach((key, at) -> decoded(at.text("")).ifPresent(text -> {
                        List<Line> lines = text.lines()
                                .map(line -> new Line(at.place(), line))
                                .toList();
                        files.add(new TextFile(key, resource, at, text, lines, true));
                    }));
        }
        return files;
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** It as a setting. */
    Setting setting() {
        return new Setting(at, Optional.of(text), secret);
    }
}
