package dev.culvert.manifest.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** NetworkAttachmentDefinitions, and the entries of the annotation by which pods ask for them. */
public final class Definitions {
    /** The annotation, on pods. */
    public static final String ANNOTATION = "k8s.v1.cni.cncf.io/networks";

    private static final String CNI_VERSION = "0.3.1";
    private static final JsonMapper JSON = new JsonMapper();

    private Definitions() {}

    /** A definition with a list of plugins. */
    static HasMetadata of(ObjectMeta meta, List<Map<String, Object>> plugins) {
        var list = new LinkedHashMap<String, Object>();
        list.put("cniVersion", CNI_VERSION);
        list.put("name", meta.getName());
        list.put("plugins", plugins);
        var definition = new GenericKubernetesResource();
        definition.setApiVersion("k8s.cni.cncf.io/v1");
        definition.setKind("NetworkAttachmentDefinition");
        definition.setMetadata(meta);
        definition.setAdditionalProperty("spec", Map.of("config", text(list)));
        return definition;
    }

    /** A plugin, its fields in the order given. */
    static Map<String, Object> plugin(String type, Map<String, Object> fields) {
        var plugin = new LinkedHashMap<String, Object>();
        plugin.put("type", type);
        plugin.putAll(fields);
        return plugin;
    }

    /** Our own pods' annotation: one network, with an address of their own. */
    public static String annotation(String namespace, String name, String link, String address) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("name", name);
        entry.put("namespace", namespace);
        entry.put("interface", link);
        entry.put("ips", List.of(address));
        try {
            return JSON.writeValueAsString(List.of(entry));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
