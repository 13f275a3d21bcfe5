package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.FilterPlan;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.MirrorPlan;
import dev.ballast.proxy.telemetry.MirrorEvent;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a request, while the request comes. It is sent when all of it is there, so that its endpoint can hold up nobody, and is given up where that is too
 * much.
 */
final class RequestMirror {
    private final Copies copies;
    private final MirrorPlan plan;
    private final FilterPlan filters;
    private final ListenerPlan listener;
    private final RequestCopy head;
    private final ClientFacts facts;
    private @Nullable HeldBytes body;
    private boolean over;

    RequestMirror(Copies copies, MirrorPlan plan, FilterPlan filters, ListenerPlan listener, Request head, ClientFacts facts) {
        this.copies = copies;
        this.plan = plan;
        this.filters = filters;
        this.listener = listener.quiet();
        this.head = new RequestCopy(head);
        this.facts = facts.kept();
    }

    MirrorPlan plan() {
        return plan;
    }

    ListenerPlan listener() {
        return listener;
    }

    RequestCopy head() {
        return head;
    }

    ClientFacts facts() {
        return facts;
    }

    /** What was done to the request. */
    FilterPlan filters() {
        return filters;
    }

    /** Null where there is none. */
    @Nullable HeldBytes body() {
        return body;
    }

    int held() {
        return body == null ? 0 : body.length();
    }

    void body(Received from, int offset, int count) {
        if (over) {
            return;
        }
        HeldBytes held = body;
        if ((held == null ? 0 : held.length()) + (long) count > Copies.MOST_OF_BODY) {
            giveUp(MirrorEvent.BODY_TOO_LONG);
            return;
        }
        if (held == null) {
            body = held = new HeldBytes();
        }
        held.add(from, offset, count);
    }

    /** All of the request has come. */
    void bodyEnd() {
        if (!over) {
            over = true;
            copies.send(this);
        }
    }

    /** The request is over for its client; whatever is missing of it does not come any more. */
    void end() {
        giveUp(MirrorEvent.INCOMPLETE);
    }

    private void giveUp(MirrorEvent why) {
        if (!over) {
            over = true;
            body = null;
            copies.count(plan, why);
        }
    }
}
