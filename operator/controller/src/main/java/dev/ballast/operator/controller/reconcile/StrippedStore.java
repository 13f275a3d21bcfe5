package dev.ballast.operator.controller.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps only what is read of an object, and that can be ahead of its watch: what was read past the watch is not
 * replaced by something older. Any thread.
 */
final class StrippedStore<R extends HasMetadata> implements ItemStore<R> {
    private final UnaryOperator<R> strip;
    private final Map<String, R> items = new ConcurrentHashMap<>();
    private final Map<String, Long> ahead = new ConcurrentHashMap<>();

    StrippedStore(UnaryOperator<R> strip) {
        this.strip = strip;
    }

    @Override
    public String getKey(R object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    /** Kept by key: the version that was read past the watch, until the watch is as far. */
    void refresh(String key, R object) {
        R stripped = strip.apply(object);
        items.computeIfPresent(key, (same, old) -> {
            if (version(stripped) < version(old)) {
                return old;
            }
            ahead.put(key, version(stripped));
            return stripped;
        });
    }

    @Override
    public @Nullable R put(String key, R object) {
        Long read = ahead.get(key);
        if (read != null) {
            if (version(object) < read) {
                return items.get(key);
            }
            ahead.remove(key);
        }
        return items.put(key, strip.apply(object));
    }

    /** Versions of one object are in order; since Kubernetes 1.35 the API says so. */
    private static long version(HasMetadata object) {
        try {
            return Long.parseLong(object.getMetadata().getResourceVersion());
        } catch (NumberFormatException anotherOrder) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public @Nullable R remove(String key) {
        ahead.remove(key);
        return items.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<R> values() {
        return items.values().stream();
    }

    @Override
    public @Nullable R get(String key) {
        return items.get(key);
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public boolean isFullState() {
        return false;
    }
}
