package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.upstream.UpstreamPool;

/** What the conversations of one event loop share. */
public final class HttpLoop {
    private final Loop loop;
    private final LivePlan live;
    private final UpstreamPool pool;
    private final Counters<ProcessEvent> process;
    private final HttpLimits limits;
    private final Composer composer;
    private final Forwarder forwarder;

    public HttpLoop(Loop loop, LivePlan live, UpstreamPool pool, Counters<ProcessEvent> process, HttpLimits limits) {
        this.loop = loop;
        this.live = live;
        this.pool = pool;
        this.process = process;
        this.limits = limits;
        this.composer = new Composer(loop.scratch());
        this.forwarder = new Forwarder(this);
    }

    Loop loop() {
        return loop;
    }

    int index() {
        return loop.index();
    }

    LivePlan live() {
        return live;
    }

    UpstreamPool pool() {
        return pool;
    }

    HttpLimits limits() {
        return limits;
    }

    Composer composer() {
        return composer.begin(loop.scratch());
    }

    Forwarder forwarder() {
        return forwarder;
    }

    /** Something happened in a state where it cannot happen. It is counted and otherwise overlooked: an event loop never stops for it. */
    void illegal() {
        process.count(loop.index(), ProcessEvent.ILLEGAL_TRANSITION);
    }
}
