package dev.culvert.operator.apply;

import dev.culvert.manifest.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cache of objects as text, for kinds of which there are many, looked at one by one and rarely: as trees they take much more
 * memory. Every look reads the text anew, so nobody can change what is kept.
 *
 * @param <T> the objects' type
 */
public final class Packed<T extends HasMetadata> implements ItemStore<T> {
    private final ConcurrentHashMap<String, String> items = new ConcurrentHashMap<>();
    private final Class<T> type;

    private Packed(Class<T> type) {
        this.type = type;
    }

    /** A watch whose objects are kept so. */
    public static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> watch(
            Class<R> type, Class<? extends HasMetadata> primary) {
        return watch(type, InformerEventSourceConfiguration.from(type, primary));
    }

    /** The same, of a watch that is described already. */
    static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> watch(
            Class<R> type, InformerEventSourceConfiguration.Builder<R> watch) {
        return Slim.watch(watch).withItemStore(new Packed<>(type));
    }

    @Override
    public String getKey(T item) {
        return Cache.metaNamespaceKeyFunc(item);
    }

    @Override
    public @Nullable T put(String key, T item) {
        return read(items.put(key, Json.text(Slim.slim(item))));
    }

    @Override
    public @Nullable T remove(String key) {
        return read(items.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream().map(text -> Json.read(text, type));
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public @Nullable T get(String key) {
        return read(items.get(key));
    }

    private @Nullable T read(@Nullable String text) {
        return text == null ? null : Json.read(text, type);
    }
}
