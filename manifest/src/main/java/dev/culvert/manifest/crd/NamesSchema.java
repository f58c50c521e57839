package dev.culvert.manifest.crd;

import dev.culvert.manifest.api.NameProvider;
import java.util.List;

/** What the Java types of dynamic DNS cannot say. */
final class NamesSchema {
    private static final int MOST_NAMES = 16;
    private static final String LABEL = "[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9])?";

    /** A DNS name of at least two labels; its length, the operator checks. */
    private static final String DOMAIN = LABEL + "(\\." + LABEL + ")+";

    private static final String ZONE = LABEL + "(\\." + LABEL + ")*";
    private static final String SPEC = "spec.dynamicDns";

    private NamesSchema() {}

    static void finish(Schema schema) {
        schema.exactlyOne(SPEC, "rfc2136", "externalDns", "cloudflare", "dynu");
        schema.items(SPEC + ".names", 1, MOST_NAMES);
        schema.set(SPEC + ".names");
        schema.pattern(SPEC + ".names[]", DOMAIN);
        schema.byDefault(SPEC + ".ttl", 60);
        schema.byDefault(SPEC + ".whenNoneHealthy", "Keep");
        schema.pattern(SPEC + ".rfc2136.server", "[-a-zA-Z0-9._:\\[\\]]{1,253}");
        schema.pattern(SPEC + ".rfc2136.zone", ZONE);
        schema.pattern(SPEC + ".rfc2136.tsig.keyName", "[-a-zA-Z0-9._]{1,253}");
        schema.byDefault(SPEC + ".rfc2136.tsig.algorithm", NameProvider.Tsig.DEFAULT_ALGORITHM);
        schema.pattern(SPEC + ".cloudflare.zone", ZONE);
        credential(schema, SPEC + ".rfc2136.tsig.secretRef", "secret");
        credential(schema, SPEC + ".cloudflare.secretRef", "token");
        credential(schema, SPEC + ".dynu.secretRef", "token");
        schema.named("status.names.exits", "name");
        schema.at("status.names.exits[]").setRequired(List.of("name"));
    }

    private static void credential(Schema schema, String path, String key) {
        schema.pattern(path + ".name", Schema.NAME);
        schema.pattern(path + ".key", "[-._a-zA-Z0-9]{1,253}");
        schema.byDefault(path + ".key", key);
    }
}
