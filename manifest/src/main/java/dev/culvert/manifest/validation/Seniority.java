package dev.culvert.manifest.validation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;

/** Who was first, where two want the same: the older one keeps it, so that no newcomer can take it away. */
public final class Seniority {
    /** The eldest first; those of one second by name. */
    public static final Comparator<HasMetadata> BY_AGE =
            Comparator.<HasMetadata, String>comparing(Seniority::created).thenComparing(Seniority::name);

    private Seniority() {}

    /** Namespace and name. */
    static String name(HasMetadata resource) {
        return resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }

    /** Whether it is the same resource. */
    public static boolean same(HasMetadata one, HasMetadata other) {
        return name(one).equals(name(other));
    }

    static boolean older(HasMetadata one, HasMetadata other) {
        return BY_AGE.compare(one, other) < 0;
    }

    /** RFC 3339 in UTC sorts as text; without a cluster all were made at once. */
    private static String created(HasMetadata resource) {
        String created = resource.getMetadata().getCreationTimestamp();
        return created == null ? "" : created;
    }
}
