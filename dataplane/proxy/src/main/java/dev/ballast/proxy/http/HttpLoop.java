package dev.ballast.proxy.http;

import dev.ballast.proxy.budget.MemoryPressure;
import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.plan.LivePlan;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.proxy.telemetry.ProcessEvent;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.proxy.upstream.UpstreamPool;
import java.util.ArrayDeque;

/** What the conversations of one event loop share. */
public final class HttpLoop {
    private static final int KEPT_HEADS = 64;

    private final Loop loop;
    private final LivePlan live;
    private final UpstreamPool pool;
    private final Counters<ProcessEvent> process;
    private final FlawMeter flaws;
    private final MemoryPressure memory;
    private final HttpLimits limits;
    private final Composer composer;
    private final Forwarder forwarder;
    private final ArrayDeque<ResponseHead> heads = new ArrayDeque<>();

    public HttpLoop(
            Loop loop,
            LivePlan live,
            UpstreamPool pool,
            Counters<ProcessEvent> process,
            FlawMeter flaws,
            MemoryPressure memory,
            HttpLimits limits) {
        this.loop = loop;
        this.live = live;
        this.pool = pool;
        this.process = process;
        this.flaws = flaws;
        this.memory = memory;
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

    MemoryPressure memory() {
        return memory;
    }

    /** Whether connections are kept for another request. */
    boolean keepsConnections() {
        return !live.goingDown() && !memory.at(Shortage.NO_KEEP_ALIVE);
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

    /** A head to read an answer into; given back by {@link #give} when nobody looks at it any more. */
    ResponseHead takeHead() {
        ResponseHead unused = heads.pollLast();
        return unused == null ? new ResponseHead() : unused;
    }

    void give(ResponseHead head) {
        head.clear();
        if (heads.size() < KEPT_HEADS) {
            heads.addLast(head);
        }
    }

    /** A client's request is refused. */
    void refused(Flaw flaw) {
        flaws.request(loop.index(), flaw);
    }

    /** An endpoint's answer is none. */
    void answerRefused(Flaw flaw) {
        flaws.answer(loop.index(), flaw);
    }

    /** Something happened in a state where it cannot happen. It is counted and otherwise overlooked: an event loop never stops for it. */
    void illegal() {
        process.count(loop.index(), ProcessEvent.ILLEGAL_TRANSITION);
    }
}
