package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.circuit.CircuitBreaker;
import dev.ballast.traffic.circuit.CircuitBreaker.Pass;
import dev.ballast.traffic.circuit.CircuitState;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.RetryBudget;
import dev.ballast.traffic.retry.RetryPolicy;
import dev.ballast.traffic.session.Sessions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A named group of interchangeable endpoints, alive: plans point at it, and it goes on from snapshot to snapshot under its name.
 *
 * <p>{@link #select} is called by many event loops at once: one volatile read, one atomic increment, one small object, no lock. What it
 * chooses from is the {@link Roster}'s.
 */
public final class Backend {
    private static final Selection NO_ENDPOINT = new Selection.Refusal(Reason.NoEndpoint.failure());
    private static final Selection CIRCUIT_OPEN = new Selection.Refusal(Reason.CircuitOpen.failure());
    private static final Selection QUEUE_FULL = new Selection.Refusal(Reason.QueueFull.failure());
    /** What an attempt that came to nothing is taken to have needed, at least: 1 s. */
    private static final long UNANSWERED_NANOS = 1_000_000_000;

    private final String name;
    private final Surroundings surroundings;
    private final Roster roster;
    private final WaitingRoom room = new WaitingRoom();
    /** Those that found the room full since it was last asked. */
    private final LongAdder missed = new LongAdder();
    private volatile CircuitBreaker circuit;
    private volatile RetryBudget budget;
    private volatile @Nullable Backend failover;
    private volatile @Nullable Sessions sessions;

    Backend(BackendConfig config, Surroundings surroundings) {
        this.name = config.name();
        this.surroundings = surroundings;
        this.roster = new Roster(config, surroundings);
        this.circuit = breaker(config.policy());
        this.budget = budget(config.policy());
        keepSessions(config.sessions());
    }

    public String name() {
        return name;
    }

    /** How it is used; the newest. */
    public PolicyConfig policy() {
        return roster.picture().policy();
    }

    /** When a failed attempt is made again. */
    public RetryPolicy retries() {
        return roster.picture().retries();
    }

    /** How many may be made again. */
    public RetryBudget retryBudget() {
        return budget;
    }

    /** What is waited before one is made again, in milliseconds. */
    public long backoffMillis(int retries) {
        return roster.picture().retries().backoffMillis(retries, surroundings.randomness());
    }

    /** The endpoints of the newest snapshot, in the order of their ids. */
    public List<Endpoint> endpoints() {
        return roster.picture().endpoints();
    }

    /** Whether it is asked at all. */
    public CircuitState circuit() {
        return circuit.state();
    }

    /** Those that wait for a place at an endpoint. */
    public int waiting() {
        return room.length();
    }

    /**
     * The right to use an endpoint, a place in the waiting room, or why there is neither.
     *
     * <p>In this order: ready, untried; terminating, untried; ready or terminating, tried; where these have as much as they may have, the waiting
     * room; where there are none, one of the failover in the same order; and where there is nothing but those left out, these (panic: likelier
     * the fault is on this side, and nothing is lost by trying). Where fewer are ready than the panic threshold says, those left out are chosen
     * like the ready. While somebody waits nobody gets ahead of them. While its circuit breaker is open none of its endpoints is chosen. The endpoint of a
     * session comes before every other, while it is ready and untried.
     *
     * @param tried the endpoints that this exchange has tried
     * @param waiter hears of an endpoint when this answers {@link Selection.Waiting}; perhaps before it does
     */
    public Selection select(Caller caller, Tried tried, Waiter waiter) {
        if (circuit.refuses()) {
            Lease instead = elsewhere(caller, tried);
            return instead == null ? CIRCUIT_OPEN : instead;
        }
        Lease own = room.isEmpty() ? lease(caller, tried, false) : null;
        if (own != null) {
            return own;
        }
        Picture now = roster.picture();
        CapConfig caps = now.policy().caps();
        if (caps != null && now.serves()) {
            return await(waiter, tried, caps);
        }
        Lease there = elsewhere(caller, tried);
        if (there != null) {
            return there;
        }
        Lease last = lease(caller, tried, true);
        if (last != null) {
            return last;
        }
        if (circuit.refuses()) {
            return CIRCUIT_OPEN; // Others took the attempts that may be made while it is half open.
        }
        return caps != null && now.any() ? await(waiter, tried, caps) : NO_ENDPOINT;
    }

    /** At the failover. */
    private @Nullable Lease elsewhere(Caller caller, Tried tried) {
        Backend other = failover;
        Lease there = other == null ? null : other.lease(caller, tried, false);
        if (other != null && there != null) {
            surroundings.observer().failedOver(name, other.name());
        }
        return there;
    }

    private Selection await(Waiter waiter, Tried tried, CapConfig caps) {
        Selection.Waiting place = room.enter(waiter, tried, caps.queueLength());
        if (place == null) {
            missed.increment();
            return QUEUE_FULL;
        }
        serve(null);
        return place;
    }

    /** Gives those who wait what is free. */
    private void serve(@Nullable Endpoint hint) {
        if (!room.isEmpty()) {
            room.serve(tried -> served(hint, tried));
        }
    }

    /** What there is for one that waits; null: nothing. */
    private @Nullable Selection served(@Nullable Endpoint hint, Tried tried) {
        Pass pass = circuit.enter();
        if (pass == null) {
            return CIRCUIT_OPEN;
        }
        Picture now = roster.current();
        Endpoint free = takePlace(now, hint, tried);
        if (free == null) {
            circuit.cancel(pass);
            return null;
        }
        return leased(now, free, pass);
    }

    private @Nullable Endpoint takePlace(Picture now, @Nullable Endpoint hint, Tried tried) {
        CapConfig caps = now.policy().caps();
        int most = caps == null ? Integer.MAX_VALUE : caps.perEndpoint();
        return now.takePlace(hint, tried, most, surroundings.randomness().below(Integer.MAX_VALUE));
    }

    /** @param ejectedToo whether one that is ejected is better than none */
    private @Nullable Lease lease(Caller caller, Tried tried, boolean ejectedToo) {
        CircuitBreaker breaker = circuit;
        Pass pass = breaker.enter();
        if (pass == null) {
            return null;
        }
        Lease lease = lease(caller, tried, ejectedToo, pass);
        if (lease == null) {
            breaker.cancel(pass);
        }
        return lease;
    }

    private @Nullable Lease lease(Caller caller, Tried tried, boolean ejectedToo, Pass pass) {
        Picture now = roster.current();
        while (true) {
            Endpoint bound = endpointOf(caller, tried);
            Endpoint chosen = bound == null ? now.pick(caller, tried) : bound;
            boolean panicked = now.panicking();
            if (chosen == null && ejectedToo) {
                chosen = now.pickEjected(caller, tried);
                panicked = true;
            }
            chosen = chosen == null ? null : acquired(now, chosen, tried);
            if (chosen == null) {
                return null;
            }
            if (chosen.state().listed() || roster.picture() == now) {
                if (panicked) {
                    surroundings.observer().panicked(name);
                }
                return leased(now, chosen, pass);
            }
            // It has left the snapshot since the picture was read. A picture that stays is that of a backend which itself has left: the
            // exchanges of older plans go on with it.
            chosen.release();
            now = roster.picture();
        }
    }

    /** The one with which the caller's session is, while it may be used. */
    private @Nullable Endpoint endpointOf(Caller caller, Tried tried) {
        Sessions kept = sessions;
        Endpoint named = kept == null ? null : kept.endpoint(caller.cookie(kept.cookie()));
        return named != null && !tried.contains(named) && roster.picture().takes(named) ? named : null;
    }

    /** How sessions are kept; null when they are not. */
    public @Nullable Sessions sessions() {
        return sessions;
    }

    /**
     * The token that is to be given to a caller who has been answered; null when there is no need to: it has it, or its own endpoint merely had as much
     * as it may have.
     *
     * @param answered whose answer it is
     * @param tried the endpoints that came to nothing before
     */
    public @Nullable String begunSession(Caller caller, Endpoint answered, Tried tried) {
        Sessions kept = sessions;
        if (kept == null) {
            return null;
        }
        boolean goesOn = kept.endpoint(caller.cookie(kept.cookie())) == answered || endpointOf(caller, tried) != null;
        return goesOn ? null : kept.token(answered);
    }

    /** The chosen one, or where it has as much as it may have, another. */
    private @Nullable Endpoint acquired(Picture now, Endpoint chosen, Tried tried) {
        CapConfig caps = now.policy().caps();
        if (caps == null) {
            chosen.acquire();
            return chosen;
        }
        return chosen.acquire(caps.perEndpoint()) ? chosen : takePlace(now, null, tried);
    }

    private Lease leased(Picture now, Endpoint endpoint, Pass pass) {
        boolean timed = now.policy().algorithm().timed();
        boolean judged = now.policy().health().passive().consecutive5xx() > 0;
        return new Lease(this, endpoint, timed ? surroundings.ticker().nanos() : 0, timed, judged, pass);
    }

    void answered(Endpoint endpoint, long since, boolean good) {
        long now = surroundings.ticker().nanos();
        roster.timed(endpoint, now - since, now, good);
    }

    /** An attempt without an answer counts as a slow one, so that an endpoint that fails at once does not look fast. */
    void unanswered(Endpoint endpoint, long since) {
        long now = surroundings.ticker().nanos();
        roster.timed(endpoint, Math.max(now - since, UNANSWERED_NANOS), now, false);
    }

    /** An endpoint answered, and what it answered counts. */
    void judged(Endpoint endpoint, boolean good) {
        roster.judged(endpoint, good);
    }

    /** An attempt has shown how the backend is. */
    void shown(Pass pass, boolean good) {
        if (circuit.judge(pass, good)) {
            serve(null);
        }
    }

    /** An attempt has shown nothing. */
    void notShown(Pass pass) {
        circuit.cancel(pass);
    }

    /** What pods share of its endpoints; none where each counts for itself. Config worker only. */
    List<CapShare> shares() {
        CapConfig caps = policy().caps();
        return caps == null || !caps.shared()
                ? List.of()
                : endpoints().stream().map(endpoint -> new CapShare(endpoint, caps.perEndpoint(), surroundings.permits().parts(endpoint))).toList();
    }

    /** The part of what its endpoints may have at once that is this pod's, on average; 1 where it shares that with no others. */
    public double permitted() {
        CapConfig caps = policy().caps();
        return caps == null || !caps.shared()
                ? 1
                : endpoints().stream().mapToDouble(endpoint -> Math.min(1, endpoint.permits() / (double) caps.perEndpoint())).average().orElse(1);
    }

    /** Other permits are there. Config worker only. */
    void permit() {
        roster.permit();
        serve(null);
    }

    /**
     * Looks at how much is wanted of each endpoint: what is in flight, and of those that wait its part. Where many find no room to wait in, it counts as if each
     * endpoint had one of them. Nothing happens where pods share nothing. Config worker only.
     */
    void look() {
        CapConfig caps = policy().caps();
        if (caps == null || !caps.shared()) {
            return;
        }
        List<Endpoint> endpoints = endpoints();
        long ready = endpoints.stream().filter(endpoint -> endpoint.state() == EndpointState.READY).count();
        long taking = ready == 0 ? endpoints.size() : ready;
        long waiting = waiting() + Math.min(missed.sumThenReset(), taking);
        int each = (int) Math.ceilDiv(waiting, Math.max(1, taking));
        for (Endpoint endpoint : endpoints) {
            boolean takes = ready == 0 || endpoint.state() == EndpointState.READY;
            endpoint.want(endpoint.inFlight() + (takes ? each : 0));
        }
    }

    /**
     * A person wants an endpoint to get no new work while there is another, or ends that. It lasts while snapshots have the endpoint. Config worker only.
     *
     * @return whether there is such an endpoint
     */
    public boolean holdBack(String id, boolean wanted) {
        List<Endpoint> found = endpoints().stream().filter(endpoint -> endpoint.id().equals(id)).toList();
        found.forEach(endpoint -> endpoint.holdBack(wanted));
        if (!found.isEmpty()) {
            moved();
        }
        return !found.isEmpty();
    }

    /** What an endpoint's probes come to, from now on. Each endpoint is to be probed by one thread only. */
    public Probation probation(Endpoint endpoint) {
        return new Probation(this, endpoint, surroundings.observer());
    }

    /** An endpoint's probes have moved it. */
    void moved() {
        roster.again();
        serve(null);
    }

    /** Of a lease that is given back. */
    void ended(Endpoint endpoint, Outcome outcome) {
        switch (outcome) {
            case COMPLETED, BROKE_AFTER_RESPONSE -> roster.connected(endpoint, true);
            case CONNECT_FAILED -> roster.connected(endpoint, false);
            case BROKE_BEFORE_RESPONSE, CANCELLED -> {}
        }
        endpoint.release();
        serve(endpoint);
    }

    /** Takes over a configuration: endpoints that live keep what they have learnt, those left out drain. Config worker only. */
    void update(BackendConfig config) {
        PolicyConfig before = policy();
        if (roster.update(config)) {
            protect(before, config.policy());
            rostered();
        }
    }

    /** Takes over other endpoints. Config worker only. */
    void update(List<EndpointConfig> configs) {
        if (roster.update(configs)) {
            rostered();
        }
    }

    /** Lets the next batch of endpoints come, if it is time, or sends all of them back. Config worker only. */
    boolean advance() {
        boolean advanced = roster.advance();
        if (advanced) {
            rostered();
        }
        return advanced;
    }

    /** Whether endpoints are being exchanged in batches, so that {@link #advance} is to be called now and then. Any thread. */
    public boolean moving() {
        return rollout() == RolloutState.MOVING;
    }

    /** How far the exchange of endpoints is; null where it is done at once. Any thread. */
    public @Nullable RolloutState rollout() {
        return roster.rollout();
    }

    private void protect(PolicyConfig before, PolicyConfig policy) {
        if (!Objects.equals(before.circuit(), policy.circuit())) {
            circuit = breaker(policy);
        }
        if (!budget.holds(policy.trying().budgetPercent(), policy.trying().budgetPerSecond())) {
            budget = budget(policy);
        }
    }

    /** There are other endpoints. */
    private void rostered() {
        Sessions kept = sessions;
        sessions = kept == null ? null : kept.over(endpoints());
        serve(null);
    }

    /** How clients go back to their endpoints from now on. Config worker only. */
    void keepSessions(@Nullable SessionConfig config) {
        Sessions kept = sessions;
        if (config == null) {
            sessions = null;
        } else if (kept == null || !kept.config().equals(config)) {
            sessions = Sessions.of(config, name).over(endpoints());
        }
    }

    /** Where what this one cannot take goes. Config worker only. */
    void failOverTo(@Nullable Backend other) {
        failover = other;
    }

    /** The snapshot no longer has this backend: its endpoints drain, the exchanges of older plans can still use them. */
    void drain() {
        endpoints().forEach(Endpoint::drain);
    }

    private CircuitBreaker breaker(PolicyConfig policy) {
        return new CircuitBreaker(name, policy.circuit(), surroundings.ticker(), surroundings.observer());
    }

    private RetryBudget budget(PolicyConfig policy) {
        return new RetryBudget(policy.trying().budgetPercent(), policy.trying().budgetPerSecond(), surroundings.ticker());
    }

    @Override
    public String toString() {
        return "backend " + name + " " + endpoints();
    }
}
