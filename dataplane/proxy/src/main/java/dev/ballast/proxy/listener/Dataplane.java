package dev.ballast.proxy.listener;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.budget.Memory;
import dev.ballast.proxy.budget.MemoryPressure;
import dev.ballast.proxy.budget.MemoryWatch;
import dev.ballast.proxy.budget.ProcessMemory;
import dev.ballast.proxy.http.FlawMeter;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.plan.FleetShares;
import dev.ballast.proxy.plan.ListenerGates;
import dev.ballast.proxy.plan.RateLimits;
import dev.ballast.proxy.plan.RouteCaches;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.plan.MirrorPlan;
import dev.ballast.proxy.plan.Plan;
import dev.ballast.proxy.plan.PlanCompiler;
import dev.ballast.proxy.plan.SharedCaps;
import dev.ballast.proxy.probe.Prober;
import dev.ballast.proxy.telemetry.BackendMeter;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ListenerMeter;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.telemetry.RequestMeter;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.proxy.tls.Certificate;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Session;
import dev.ballast.proxy.transport.Transport;
import dev.ballast.proxy.transport.netty.NettyTransport;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.BackendRegistry;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.observe.Observers;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The part of the process that moves bytes: its event loops, its listening sockets and the plan that runs.
 *
 * <p>{@link #install}, {@link #advance}, {@link #beginDrain}, {@link #awaitDrained} and {@link #close} are called from one thread at a time (the
 * config worker); everything else from any thread.
 */
public final class Dataplane implements AutoCloseable {
    private final Telemetry telemetry;
    private final Transport transport;
    private final LivePlan live = new LivePlan();
    private final CertificateStore certificates;
    private final BackendRegistry backends;
    private final ListenerGates gates = new ListenerGates(Ticker.system());
    private final Prober prober;
    private final RateLimits rateLimits;
    private final FleetShares shares;
    private final RouteCaches caches;
    private final List<LoopWork> work;
    private final ConnectionGate gate;
    private final Counters<ProcessEvent> process;
    private final Ports ports;
    private final MemoryWatch memoryWatch;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Starts the event loops; nothing is listened on before the first {@link #install}. */
    public Dataplane(DataplaneOptions options, Telemetry telemetry, TrafficObserver observer) {
        this(
                options,
                telemetry,
                observer,
                NettyTransport.start(options.eventLoops()));
    }

    private Dataplane(DataplaneOptions options, Telemetry telemetry, TrafficObserver observer, NettyTransport transport) {
        this(
                options,
                telemetry,
                observer,
                transport,
                CertificateStore.best(),
                new ProcessMemory(transport::unusedPooledBytes),
                HttpLimits.standard());
    }

    Dataplane(
            DataplaneOptions options,
            Telemetry telemetry,
            TrafficObserver observer,
            Transport transport,
            CertificateStore certificates,
            Memory memory,
            HttpLimits limits) {
        this.telemetry = telemetry;
        this.transport = transport;
        this.certificates = certificates;
        MemoryPressure pressure = new MemoryPressure();
        this.gate = new ConnectionGate(options.maxConnections(), pressure);
        this.process = telemetry.process(options.eventLoops());
        FlawMeter flaws = new FlawMeter(telemetry, options.eventLoops());
        this.work = transport.loops().stream().map(loop -> new LoopWork(loop, live, process, flaws, pressure, limits)).toList();
        this.backends = new BackendRegistry(
                Ticker.system(), Randomness.system(), options.location(), this::moved, new Observers(telemetry.health(), observer));
        this.prober = new Prober(transport.loops(), Randomness.system());
        this.rateLimits = new RateLimits(telemetry, options.eventLoops(), Ticker.system());
        this.shares = new FleetShares(rateLimits, new SharedCaps(backends));
        this.caches = new RouteCaches(telemetry, options.eventLoops(), Ticker.system());
        this.ports = new Ports(
                transport, options, first -> new Listener(live, gate, process, work, first));
        Gauge.builder("ballast.upstream.connections.unused", this, Dataplane::unusedConnections)
                .description("Connections to endpoints that are kept for reuse")
                .register(telemetry.registry());
        this.memoryWatch = new MemoryWatch(memory, pressure, this::hurry, this::giveBack);
        memoryWatch.bindTo(telemetry.registry());
        memoryWatch.start();
    }

    /** What can be had again goes first. */
    private void hurry() {
        caches.clear();
        onEveryLoop(Session::hurry);
    }

    /** Each loop gives its part. */
    private void giveBack(long bytes) {
        long each = Math.ceilDiv(bytes, work.size());
        work.forEach(one -> one.loop().execute(() -> one.reset(each)));
    }

    /** An endpoint that is gone: what is kept for it is closed. */
    private void moved(Endpoint endpoint, EndpointState from, EndpointState to) {
        if (!to.listed()) {
            work.forEach(each -> each.loop().execute(() -> each.drop(endpoint)));
        }
    }

    private double unusedConnections() {
        return work.stream().mapToInt(each -> each.pool().unused()).sum();
    }

    /**
     * Makes a snapshot the running one: compiles it beside, opens the sockets it adds, swaps one reference, then stops accepting
     * on the listeners that are gone and drains their connections. Connections of a listener that stays are not touched; requests
     * that begin after the swap use the new plan.
     *
     * <p>Blocks until the sockets are open, a few milliseconds.
     *
     * @return what stands in the way; when it is not empty, nothing has changed
     */
    public List<Problem> install(Snapshot snapshot) {
        BackendRegistry.Change change = backends.prepare(snapshot.backends());
        PlanCompiler compiler = new PlanCompiler(telemetry, certificates, gates, rateLimits, caches, work.size());
        Plan next = compiler.compile(snapshot, change.backends());
        Plan before = live.plan();
        if (!compiler.problems().isEmpty()) {
            forgetAllBut(before);
            return compiler.problems();
        }
        Ports.Opening opening = ports.open(snapshot, next);
        if (!opening.problems().isEmpty()) {
            opening.undo();
            forgetAllBut(before);
            return List.copyOf(opening.problems());
        }
        change.commit();
        prober.probe(change.backends().values(), next.probes());
        live.swap(next);
        telemetry.showEndpoints(next.backends().values(), snapshot.observability());
        gate.allow(snapshot.limits() == null ? 0 : snapshot.limits().maxConnections());
        opening.keep();
        drainGone(before, next);
        forgetAllBut(next);
        rateLimits.follow(snapshot.limits());
        return List.of();
    }

    /** Those that run. */
    public RateLimits rateLimits() {
        return rateLimits;
    }

    /** What this pod shares with its fleet. */
    public FleetShares shares() {
        return shares;
    }

    /** Whether a backend's endpoints are being exchanged in batches. From any thread. */
    public boolean moving() {
        return backends().values().stream().anyMatch(Backend::moving);
    }

    /** Takes the next step of that, where it is due. */
    public void advance() {
        if (backends.advance()) {
            prober.probe(backends.current().values(), live.plan().probes());
        }
    }

    /** Whether connections that were accepted under this cannot go on: their listener is gone, or speaks something else now. */
    private static boolean gone(ListenerPlan accepted, Plan next) {
        ListenerPlan now = next.listener(accepted.config().name());
        return now == null || now.config().protocol() != accepted.config().protocol();
    }

    private void drainGone(Plan before, Plan next) {
        if (before.listeners().values().stream().noneMatch(listener -> gone(listener, next))) {
            return;
        }
        long timeoutMillis = Math.max(1, next.drain().timeoutMillis());
        for (LoopWork each : work) {
            each.loop().execute(() -> {
                Set<Session> draining = new HashSet<>();
                each.each(accepted -> gone(accepted, next), draining::add);
                draining.forEach(Session::drain);
                each.loop().deadlines().deadline(() -> draining.forEach(session -> session.cut(Reason.Draining))).in(timeoutMillis);
            });
        }
    }

    /** Of what was made for plans: only what this one uses stays. */
    private void forgetAllBut(Plan plan) {
        List<Certificate> dropped = certificates.retain(plan.certificates());
        certificates.endpoints().retain(plan.endpointSecurities());
        if (!dropped.isEmpty()) {
            afterEveryLoop(() -> dropped.forEach(Certificate::release));
        }
        Set<ListenerMeter> listeners = new HashSet<>();
        Set<RequestMeter> requests = new HashSet<>();
        Set<BackendMeter> backendMeters = new HashSet<>();
        plan.listeners().values().forEach(listener -> {
            listeners.add(listener.meter());
            requests.add(listener.meter().requests());
            listener.destinations().forEach(destination -> {
                requests.add(destination.requests());
                backendMeters.add(destination.meter());
            });
        });
        plan.backends().values().forEach(backend -> backendMeters.add(telemetry.backend(backend, work.size())));
        telemetry.retain(listeners, requests, backendMeters);
        telemetry.retainMirrors(plan.listeners().values().stream().flatMap(ListenerPlan::mirrors).map(MirrorPlan::meter).collect(Collectors.toSet()));
        telemetry.retain(plan.tracing());
        gates.retain(plan.listeners().keySet());
        rateLimits.retain(plan);
        caches.retain(plan.listeners().values().stream().flatMap(ListenerPlan::caches).collect(Collectors.toSet()));
    }

    /** The backends of the running plan, by name. From any thread. */
    public Map<String, Backend> backends() {
        return live.plan().backends();
    }

    /** Leases that are open: what is under way at endpoints of the running plan. */
    int leases() {
        return backends.current().values().stream()
                .flatMap(backend -> backend.endpoints().stream())
                .mapToInt(Endpoint::inFlight)
                .sum();
    }

    /** Bytes that are kept for sides that do not take them. Blocks until every loop has told. */
    long held() {
        return work.stream()
                .map(each -> CompletableFuture.supplyAsync(each::held, each.loop()::execute))
                .toList()
                .stream()
                .mapToLong(CompletableFuture::join)
                .sum();
    }

    /** The port that each listener of the running plan is bound to, by the listener's name; empty before the first {@link #install}. */
    public Map<String, Integer> boundPorts() {
        return ports.bound();
    }

    /** Client connections that are open now. */
    public int openConnections() {
        return gate.open();
    }

    /**
     * The process goes down: new connections are still accepted, and every answer says {@code Connection: close}. Connections without
     * a request are left alone: closing one now would meet the request that its client is just sending.
     */
    public void beginDrain() {
        live.goDown();
        ports.takeSilentOnes();
    }

    /**
     * Stops accepting, closes idle connections, waits until no client connection is open, and cuts what is still open after the
     * timeout.
     *
     * @return how many connections were cut
     * @throws InterruptedException when the waiting thread is interrupted; nothing more is cut then
     */
    public int awaitDrained(Duration timeout) throws InterruptedException {
        ports.closeAll();
        onEveryLoop(Session::drain);
        int left = gate.awaitEmpty(timeout);
        onEveryLoop(session -> session.cut(Reason.Draining));
        return left;
    }

    /** Runs a task when each loop has ended the turn in which it was when this was called. */
    private void afterEveryLoop(Runnable task) {
        AtomicInteger left = new AtomicInteger(work.size());
        work.forEach(each -> each.loop().execute(() -> {
            if (left.decrementAndGet() == 0) {
                task.run();
            }
        }));
    }

    private void onEveryLoop(Consumer<Session> action) {
        work.forEach(each -> each.loop().execute(() -> each.each(accepted -> true, action)));
    }

    /** Closes every socket at once and ends the event loops. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            memoryWatch.close();
            ports.closeAll();
            work.forEach(each -> each.loop().execute(each::end));
            transport.close();
            certificates.retain(Set.of()).forEach(Certificate::release);
            certificates.endpoints().close();
        }
    }
}
