package dev.ballast.operator.controller.reconcile;

import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.controller.identity.Names;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;

/** Wakes the reconciler for what happens outside the API server: an answer of a pod. And tells who has gone, for there is no finalizer. */
final class Wakeups extends AbstractEventSource<Void, LoadBalancer> implements ResourceEventAware<LoadBalancer> {
    private final Consumer<Names> gone;

    Wakeups(Consumer<Names> gone) {
        super(Void.class, "wakeups");
        this.gone = gone;
    }

    void wake(Names names) {
        wake(Set.of(new ResourceID(names.name(), names.namespace())));
    }

    void wake(Collection<ResourceID> loadBalancers) {
        var handler = getEventHandler();
        if (handler != null && isRunning()) {
            loadBalancers.forEach(id -> handler.handleEvent(new Event(id)));
        }
    }

    @Override
    public void onResourceDeleted(LoadBalancer loadBalancer) {
        gone.accept(Names.of(loadBalancer));
    }

    @Override
    public Set<Void> getSecondaryResources(LoadBalancer primary) {
        return Set.of();
    }
}
