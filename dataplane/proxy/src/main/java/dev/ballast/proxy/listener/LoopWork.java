package dev.ballast.proxy.listener;

import dev.ballast.proxy.http.FlawMeter;
import dev.ballast.proxy.http.Http1Conversation;
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
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.transport.Session;
import dev.ballast.proxy.upstream.UpstreamPool;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What one event loop carries: its sessions, and its connections to endpoints. On that loop only, but for {@link #pool}'s count. */
final class LoopWork {
    private final Loop loop;
    private final UpstreamPool pool;
    private final HttpLoop http;
    private final Map<Session, ListenerPlan> sessions = new IdentityHashMap<>();

    LoopWork(Loop loop, LivePlan live, Counters<ProcessEvent> process, FlawMeter flaws, HttpLimits limits) {
        this.loop = loop;
        this.pool = new UpstreamPool(loop);
        this.http = new HttpLoop(loop, live, pool, process, flaws, limits);
    }

    Loop loop() {
        return loop;
    }

    UpstreamPool pool() {
        return pool;
    }

    /** A client's connection begins its work. */
    void begin(ListenerPlan plan, Connection connection, Arrival arrival) {
        plan.meter().events().count(loop.index(), ListenerEvent.CONNECTION_OPENED);
        switch (plan.config().protocol()) {
            case HTTP, HTTPS -> {
                Http1Conversation conversation = new Http1Conversation(http, connection, plan, arrival, this::ended);
                sessions.put(conversation, plan);
                conversation.begin();
            }
            case TCP, TLS -> {
                TcpSession session = new TcpSession(pool, plan, connection, this::ended);
                sessions.put(session, plan);
                session.begin();
            }
        }
    }

    private void ended(Session session) {
        ListenerPlan plan = sessions.remove(session);
        if (plan != null) {
            plan.meter().events().count(loop.index(), ListenerEvent.CONNECTION_CLOSED);
        }
    }

    /** Does something with every session that was accepted under a plan of which this holds. */
    void each(Predicate<ListenerPlan> accepted, Consumer<Session> action) {
        List<Session> chosen = new ArrayList<>();
        sessions.forEach((session, plan) -> {
            if (accepted.test(plan)) {
                chosen.add(session);
            }
        });
        chosen.forEach(action);
    }
}
