package dev.culvert.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;

/** Kubernetes' objects as JSON, as they go to the API server; the same object, the same text. */
public final class Json {
    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization(
            JsonMapper.builder()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build(),
            false);

    private Json() {}

    /** The text. */
    public static String text(Object value) {
        return KUBERNETES.asJson(value);
    }

    /** The object that a text is. */
    public static <T> T read(String text, Class<T> type) {
        return KUBERNETES.unmarshal(text, type);
    }

    /** The tree. */
    public static JsonNode tree(Object value) {
        return KUBERNETES.convertValue(value, JsonNode.class);
    }

    /** The tree as maps and lists. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return KUBERNETES.convertValue(value, Map.class);
    }
}
