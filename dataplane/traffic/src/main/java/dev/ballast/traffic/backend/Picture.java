package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Picker;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.retry.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backend chooses from at one moment, immutable: its endpoints sorted by what work they take. A new one is made when the snapshot
 * or an ejection changes that, so that a choice looks at no endpoint in vain.
 */
final class Picture {
    private final PolicyConfig policy;
    private final RetryPolicy retries;
    private final List<EndpointConfig> configs;
    private final List<Endpoint> endpoints;
    private final Picker algorithm;
    private final Picker ready;
    private final Picker terminating;
    private final Picker ejected;
    private final Endpoint[] out;
    private final Endpoint[] first;
    private final int eligible;
    private final boolean panicking;

    /**
     * @param configs what the endpoints were made from
     * @param before whose course goes on
     */
    Picture(PolicyConfig policy, List<EndpointConfig> configs, List<Endpoint> endpoints, Picker before) {
        this.policy = policy;
        this.retries = new RetryPolicy(policy.retryAttempts(), policy.trying());
        this.configs = configs;
        this.endpoints = endpoints;
        List<Endpoint> in = new ArrayList<>(endpoints.size());
        List<Endpoint> going = new ArrayList<>();
        List<Endpoint> gone = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            switch (endpoint.state()) {
                case READY -> in.add(endpoint);
                case EJECTED, UNHEALTHY -> gone.add(endpoint);
                case TERMINATING, DRAINING, GONE -> going.add(endpoint);
            }
        }
        List<Endpoint> listed = new ArrayList<>(in);
        listed.addAll(gone);
        // Over those that were ejected too, so that what the algorithm builds for them need not be built at every ejection.
        this.algorithm = before.over(listed);
        this.panicking = !in.isEmpty() && in.size() * 100L < policy.health().panicThresholdPercent() * (long) listed.size();
        this.ready = panicking ? algorithm : algorithm.over(in);
        this.terminating = algorithm.over(going);
        this.ejected = algorithm.over(gone);
        this.out = gone.toArray(Endpoint[]::new);
        this.eligible = listed.size();
        List<Endpoint> serving = in.isEmpty() ? going.isEmpty() ? gone : going : panicking ? listed : in;
        this.first = serving.stream().filter(endpoint -> endpoint.config().weight() > 0).toArray(Endpoint[]::new);
    }

    /** The same endpoints in the states that they have now. */
    Picture again() {
        return new Picture(policy, configs, endpoints, algorithm);
    }

    PolicyConfig policy() {
        return policy;
    }

    RetryPolicy retries() {
        return retries;
    }

    List<EndpointConfig> configs() {
        return configs;
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    Picker algorithm() {
        return algorithm;
    }

    /** How many would be ready if none were left out. */
    int eligible() {
        return eligible;
    }

    /** Whether so few are well that those left out are used like them. */
    boolean panicking() {
        return panicking;
    }

    /** Whether an endpoint takes a session's next request: it does while it is well, and in a panic all are taken for well. */
    boolean takes(Endpoint endpoint) {
        EndpointState state = endpoint.state();
        return state == EndpointState.READY || panicking && state.leftOut();
    }

    /** Those left out; not to be changed. */
    Endpoint[] out() {
        return out;
    }

    /**
     * An endpoint that is not ejected: ready before terminating, untried before tried. One that was tried is better than none: its
     * connection may merely have been an old one. A second try goes to one that did not refuse its last connection, where there is one: in a
     * rolling update several may be gone at once, and to an algorithm that looks for the least busy they look idle.
     */
    @Nullable Endpoint pick(Caller caller, Tried tried) {
        if (tried.isEmpty()) {
            return pickWell(caller, tried);
        }
        Endpoint unsuspected = ready.pick(caller, withSuspects(tried));
        Endpoint untried = unsuspected != null ? unsuspected : pickWell(caller, tried);
        return untried != null ? untried : pickWell(caller, Tried.NONE);
    }

    /** Whether there is anything that can be used. */
    boolean any() {
        return first.length > 0;
    }

    /** Whether anything can be used that is not left out. */
    boolean serves() {
        return first.length > 0 && !first[0].state().leftOut();
    }

    /**
     * An endpoint that has a place, and the place; an untried one before a tried one; null when each has as much as it may have. By looking at one after the
     * other: where endpoints are full, it matters little which one it is.
     *
     * @param hint one that is likely to have it
     */
    @Nullable Endpoint takePlace(@Nullable Endpoint hint, Tried tried, int cap, int start) {
        if (hint != null && !tried.contains(hint) && hint.state() == EndpointState.READY && hint.config().weight() > 0 && hint.acquire(cap)) {
            return hint;
        }
        Endpoint untried = takePlaceOf(tried, cap, start);
        return untried != null || tried.isEmpty() ? untried : takePlaceOf(Tried.NONE, cap, start);
    }

    private @Nullable Endpoint takePlaceOf(Tried tried, int cap, int start) {
        for (int i = 0; i < first.length; i++) {
            Endpoint endpoint = first[(start + i) % first.length];
            if (!tried.contains(endpoint) && endpoint.acquire(cap)) {
                return endpoint;
            }
        }
        return null;
    }

    private Tried withSuspects(Tried tried) {
        Tried avoided = tried;
        for (Endpoint endpoint : endpoints) {
            if (endpoint.connectFailures() > 0) {
                avoided = avoided.with(endpoint);
            }
        }
        return avoided;
    }

    private @Nullable Endpoint pickWell(Caller caller, Tried tried) {
        Endpoint chosen = ready.pick(caller, tried);
        return chosen != null ? chosen : terminating.pick(caller, tried);
    }

    /** An ejected endpoint, untried before tried. */
    @Nullable Endpoint pickEjected(Caller caller, Tried tried) {
        Endpoint untried = ejected.pick(caller, tried);
        return untried != null || tried.isEmpty() ? untried : ejected.pick(caller, Tried.NONE);
    }
}
