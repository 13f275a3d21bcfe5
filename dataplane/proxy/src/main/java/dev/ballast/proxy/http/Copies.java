package dev.ballast.proxy.http;

import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.plan.FilterPlan;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.MirrorPlan;
import dev.ballast.proxy.telemetry.MirrorEvent;
import dev.ballast.traffic.failure.Reason;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The copies of requests that an event loop has under way, and how many that may be. */
final class Copies {
    /** Of a body, at most: as much as is kept of one to be sent again. */
    static final int MOST_OF_BODY = 64 << 10;
    /** With their bodies 8 MiB, and not so many connections that clients would miss them. */
    private static final int MOST = 128;

    private final HttpLoop loop;
    private final Set<MirrorClient> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int underway;
    private boolean closed;

    Copies(HttpLoop loop) {
        this.loop = loop;
    }

    /** A copy of a request that is about to be forwarded; null where none is to be sent. */
    @Nullable RequestMirror begin(FilterPlan filters, ListenerPlan listener, Request head, ClientFacts facts) {
        MirrorPlan plan = filters.mirror();
        return plan == null || loop.randomness().below(100) >= plan.percent() ? null : new RequestMirror(this, plan, filters, listener, head, facts);
    }

    /** Sends one, if there is room for it; in a later turn of the loop, when what its client waits for has gone out. */
    void send(RequestMirror copy) {
        if (underway >= MOST || loop.memory().at(Shortage.NO_KEEP_ALIVE)) {
            count(copy.plan(), MirrorEvent.TOO_MANY);
            return;
        }
        underway++;
        loop.loop().execute(() -> begin(copy));
    }

    private void begin(RequestMirror copy) {
        if (closed) {
            underway--;
            return;
        }
        MirrorClient client = new MirrorClient(loop, this, copy);
        open.add(client);
        client.begin();
    }

    void ended(MirrorClient client, MirrorPlan plan, boolean answered) {
        underway--;
        open.remove(client);
        count(plan, answered ? MirrorEvent.ANSWERED : MirrorEvent.FAILED);
    }

    void count(MirrorPlan plan, MirrorEvent event) {
        plan.meter().copies().count(loop.index(), event);
    }

    /** All of them end, and none is begun any more. */
    void close() {
        closed = true;
        List.copyOf(open).forEach(client -> client.cut(Reason.Draining));
    }
}
