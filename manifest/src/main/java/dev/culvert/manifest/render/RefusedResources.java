package dev.culvert.manifest.render;

import java.util.List;

/** What stands against the resources in files, each with file, field and remedy. */
public final class RefusedResources extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    RefusedResources(List<String> problems) {
        super(String.join("\n", problems));
    }
}
