package dev.ballast.operator.controller.reconcile;

import dev.ballast.operator.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An informer of one type, for all the LoadBalancers there are, that keeps only what is read of each object and wakes a LoadBalancer only
 * when that has changed. JOSDK's own event source shares one store among namespaces, where a new list of one would remove the others'
 * objects; here every namespace has its own.
 *
 * @param <R> the type; what is stored is stripped in place, and must be treated as immutable
 */
final class StrippedCache<R extends HasMetadata> extends AbstractEventSource<R, LoadBalancer> {
    /** The key for all namespaces. */
    static final String ALL = "";

    private static final Logger log = LoggerFactory.getLogger(StrippedCache.class);
    private static final long PAGE = 500;
    private static final String INDEX = "index";

    private final Shape<R> shape;
    private final Set<String> namespaces;
    private final Map<String, SharedIndexInformer<R>> informers = new ConcurrentHashMap<>();
    private final Map<String, StrippedStore<R>> stores = new ConcurrentHashMap<>();

    /**
     * How a type is watched.
     *
     * @param watch what is listed and watched in a namespace, or in {@link #ALL}
     * @param strip keeps what is read; also the namespace, the name and the resourceVersion
     * @param view what is read, as a value: equal views wake nobody
     * @param index what {@link #indexed} finds an object by
     * @param users the LoadBalancers that an object concerns
     */
    record Shape<R extends HasMetadata>(
            Class<R> type,
            Function<String, FilterWatchListDeletable<R, ? extends KubernetesResourceList<R>, ? extends Resource<R>>> watch,
            UnaryOperator<R> strip,
            Function<R, Object> view,
            Function<R, String> index,
            Function<R, Collection<ResourceID>> users) {}

    /** @param namespaces that are watched from the start; {@link #ALL} for all, none for those that {@link #watch} will name */
    StrippedCache(Shape<R> shape, Set<String> namespaces) {
        super(shape.type(), shape.type().getSimpleName());
        this.shape = shape;
        this.namespaces = namespaces;
    }

    /** Waits until everything was listed once. */
    @Override
    public void start() {
        if (!isRunning()) {
            super.start();
            namespaces.forEach(namespace -> {
                try {
                    begin(namespace).toCompletableFuture().get(60, TimeUnit.SECONDS);
                } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException failed) {
                    throw new IllegalStateException("could not list " + shape.type().getSimpleName() + " in "
                            + (namespace.equals(ALL) ? "all namespaces" : namespace), failed);
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    @Override
    public void stop() {
        super.stop();
        informers.values().forEach(SharedIndexInformer::stop);
        informers.clear();
    }

    /**
     * Begins to watch one more namespace. Returns at once.
     *
     * @param listed called when it was listed, where it was not before
     * @return whether it was listed already
     */
    boolean watch(String namespace, Runnable listed) {
        SharedIndexInformer<R> informer = informers.get(namespace);
        if (informer == null && isRunning()) {
            begin(namespace).thenRun(listed);
            return false;
        }
        return informer != null && informer.hasSynced();
    }

    private java.util.concurrent.CompletionStage<Void> begin(String namespace) {
        SharedIndexInformer<R> informer =
                shape.watch().apply(namespace).withLimit(PAGE).runnableInformer(0);
        StrippedStore<R> store = new StrippedStore<>(shape.strip());
        informer.itemStore(store);
        stores.put(namespace, store);
        informer.addIndexers(Map.of(INDEX, object -> List.of(object.getMetadata().getNamespace() + "/" + shape.index().apply(object))));
        informer.exceptionHandler((started, failure) -> {
            log.warn("The watch of {} in {} failed and is tried again: {}", name(), namespace, failure.getMessage());
            return true;
        });
        informer.addEventHandler(new Waker());
        informers.put(namespace, informer);
        return informer.start();
    }

    /**
     * Stores an object as it was just read. What the watch brings of it that is older is not taken; one that the watch has not brought at
     * all is not stored, for the index would not know it.
     */
    void put(R object) {
        StrippedStore<R> store = stores.getOrDefault(object.getMetadata().getNamespace(), stores.get(ALL));
        if (store != null) {
            store.refresh(store.getKey(object), object);
        }
    }

    Optional<R> find(String namespace, String name) {
        return informer(namespace).map(informer -> informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }

    List<R> indexed(String namespace, String value) {
        return informer(namespace)
                .map(informer -> informer.getIndexer().byIndex(INDEX, namespace + "/" + value))
                .orElse(List.of());
    }

    private Optional<SharedIndexInformer<R>> informer(String namespace) {
        return Optional.ofNullable(informers.getOrDefault(namespace, informers.get(ALL)));
    }

    /** JOSDK asks this for {@code Context.getSecondaryResources}, which is not used here. */
    @Override
    public Set<R> getSecondaryResources(LoadBalancer primary) {
        return Set.of();
    }

    @Override
    public Status getStatus() {
        return informers.values().stream().allMatch(SharedIndexInformer::isWatching) ? Status.HEALTHY : Status.UNHEALTHY;
    }

    private void wake(R object) {
        var handler = getEventHandler();
        if (handler != null && isRunning()) {
            shape.users().apply(object).forEach(user -> handler.handleEvent(new Event(user)));
        }
    }

    private final class Waker implements ResourceEventHandler<R> {
        @Override
        public void onAdd(R object) {
            wake(object);
        }

        @Override
        public void onUpdate(R before, R after) {
            if (!Objects.equals(shape.view().apply(before), shape.view().apply(after))) {
                wake(after);
            }
        }

        @Override
        public void onDelete(R object, boolean finalStateUnknown) {
            wake(object);
        }
    }
}
