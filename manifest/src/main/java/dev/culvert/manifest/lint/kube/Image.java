package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;

/**
 * A container's image.
 *
 * @param at where it is written; its tag, if that stands apart
 * @param repository without tag
 * @param tag empty if there is none
 * @param digest whether it is pinned by digest
 */
public record Image(Node at, String repository, String tag, boolean digest) {
    /** As a container has it, or as Helm's values write it: {@code {repository, tag}}. */
    public static Image of(Node container) {
        Node image = container.get("image");
        Node apart = image.get("repository");
        Node tag = image.get("tag");
        String text = apart.exists() ? apart.text("") + (tag.exists() ? ":" + tag.text("") : "") : image.text("");
        int digest = text.indexOf('@');
        String named = digest < 0 ? text : text.substring(0, digest);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        boolean pinned = digest >= 0 || image.get("digest").exists();
        return new Image(
                tag.exists() ? tag : image,
                tagged ? named.substring(0, colon) : named,
                tagged ? named.substring(colon + 1) : "",
                pinned);
    }

    /** The last part of its name. */
    public String name() {
        return repository.substring(repository.lastIndexOf('/') + 1);
    }
}
