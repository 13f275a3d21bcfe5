package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.ListenerLimitsConfig;
import dev.ballast.proxy.budget.MemoryPressure;
import dev.ballast.proxy.http.FlawMeter;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.http.HttpLoop;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.tcp.TcpSession;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.transport.Arrival;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Session;
import dev.ballast.proxy.upstream.UpstreamPool;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.failure.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one event loop carries: its sessions, and its connections to endpoints. On that loop only, but for {@link #pool}'s count. */
final class LoopWork {
    /** What holds less is not worth a reset. */
    private static final long WORTH_A_RESET = 16 * 1024;

    private final Loop loop;
    private final MemoryPressure memory;
    private final Counters<ProcessEvent> process;
    private final UpstreamPool pool;
    private final HttpLoop http;
    private final Map<Session, Carried> sessions = new IdentityHashMap<>();

    /** @param end when it has been open for as long as one may be; null where there is no such time */
    private record Carried(ListenerPlan plan, Deadlines.@Nullable Deadline end) {}

    LoopWork(
            Loop loop, LivePlan live, Counters<ProcessEvent> process, FlawMeter flaws, MemoryPressure memory, HttpLimits limits) {
        this.loop = loop;
        this.memory = memory;
        this.process = process;
        this.pool = new UpstreamPool(loop);
        this.http = new HttpLoop(loop, live, pool, process, flaws, memory, limits);
    }

    Loop loop() {
        return loop;
    }

    /** The process ends. */
    void end() {
        each(accepted -> true, session -> session.cut(Reason.Draining));
        http.closeCopies();
    }

    /** Lets go of an endpoint that is gone. */
    void drop(Endpoint endpoint) {
        http.drop(endpoint);
    }

    UpstreamPool pool() {
        return pool;
    }

    /** A client's connection begins its work. */
    void begin(ListenerPlan plan, Connection connection, Arrival arrival) {
        plan.meter().events().count(loop.index(), ListenerEvent.CONNECTION_OPENED);
        switch (plan.config().protocol()) {
            case HTTP, HTTPS -> {
                carry(http.serve(connection, plan, arrival, this::ended), plan);
            }
            case TCP, TLS -> {
                TcpSession session = new TcpSession(pool, plan, connection, arrival, memory, this::ended);
                carry(session, plan);
                session.begin();
            }
        }
    }

    private void carry(Session session, ListenerPlan plan) {
        ListenerLimitsConfig limits = plan.config().limits();
        Deadlines.Deadline end = null;
        if (limits != null && limits.maxConnectionMillis() > 0) {
            end = loop.deadlines().deadline(() -> outlived(session, plan));
            end.in(limits.maxConnectionMillis());
        }
        sessions.put(session, new Carried(plan, end));
    }

    private void outlived(Session session, ListenerPlan plan) {
        plan.meter().events().count(loop.index(), ListenerEvent.ENDED_BY_DURATION);
        switch (plan.config().protocol()) {
            case HTTP, HTTPS -> session.drain();
            case TCP, TLS -> session.cut(Reason.ConnectionDuration);
        }
    }

    private void ended(Session session) {
        Carried carried = sessions.remove(session);
        if (carried != null) {
            if (carried.end() != null) {
                carried.end().cancel();
            }
            ListenerPlan plan = carried.plan();
            plan.gate().leave();
            plan.meter().events().count(loop.index(), ListenerEvent.CONNECTION_CLOSED);
        }
    }

    /** Does something with every session that was accepted under a plan of which this holds. */
    void each(Predicate<ListenerPlan> accepted, Consumer<Session> action) {
        List<Session> chosen = new ArrayList<>();
        sessions.forEach((session, carried) -> {
            if (accepted.test(carried.plan())) {
                chosen.add(session);
            }
        });
        chosen.forEach(action);
    }

    /** Bytes that its sessions keep for sides that do not take them. */
    long held() {
        return sessions.keySet().stream().mapToLong(Session::held).sum();
    }

    /** Gives memory back: resets the sessions that hold most, until they held so much together. */
    void reset(long bytes) {
        List<Holding> largest = sessions.keySet().stream()
                .map(session -> new Holding(session, session.held()))
                .filter(holding -> holding.bytes() >= WORTH_A_RESET)
                .sorted(Comparator.comparingLong(Holding::bytes).reversed())
                .toList();
        long given = 0;
        for (Holding holding : largest) {
            if (given >= bytes) {
                return;
            }
            given += holding.bytes();
            process.count(loop.index(), ProcessEvent.RESET_FOR_MEMORY);
            holding.session().cut(Reason.LocalResources);
        }
    }

    private record Holding(Session session, long bytes) {}
}
