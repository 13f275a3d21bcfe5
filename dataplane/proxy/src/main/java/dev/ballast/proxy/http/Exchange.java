package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.plan.CachePlan;
import dev.ballast.proxy.plan.Destination;
import dev.ballast.proxy.plan.FilterPlan;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.RedirectPlan;
import dev.ballast.proxy.plan.RoutePlan;
import dev.ballast.proxy.plan.Sources;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.telemetry.BackendEvent;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.upstream.Seeker;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.balance.Key;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.route.RouteTable;
import dev.ballast.traffic.retry.Retries;
import dev.ballast.traffic.session.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and what becomes of it. It keeps the plan with which it began. It makes attempts, one at a time, until one brings
 * an answer, or none may follow; it ends exactly once, by {@link #finish}.
 */
final class Exchange extends Seeker {
    private final HttpLoop loop;
    private final Client client;
    private final ListenerPlan plan;
    private final Request head;
    private final byte @Nullable [] upgrade;
    private final ExchangeRecord record;
    private final ForwardedBody body;
    private @Nullable CacheUse cache;
    private @Nullable Tries tries;
    private @Nullable Backend asked;
    private @Nullable Attempt attempt;
    private @Nullable Relay tunnel;
    private int status;
    private boolean finished;
    private ClientFacts facts;
    private Destination destination;
    private FilterPlan filters = FilterPlan.NONE;
    private Deadlines.@Nullable Deadline deadline;
    private @Nullable ErrorCode endpointReset;
    private Deadlines.@Nullable Deadline tryLimit;
    private Deadlines.@Nullable Deadline pause;

    Exchange(HttpLoop loop, Client client, ListenerPlan plan, Request head) {
        super(loop.loop());
        this.loop = loop;
        this.client = client;
        this.plan = plan;
        this.head = head;
        this.destination = plan.destination();
        this.record = new ExchangeRecord(plan, head);
        this.body = new ForwardedBody(head, client.reading());
        this.facts = client.facts();
        this.upgrade = client.upgrade();
    }

    /** Everything that is asked before an endpoint is: in this order. */
    void begin() {
        if (!admitted()) {
            reply(Reason.SourceNotAllowed.failure());
            return;
        }
        Flaw flaw = bodyFlaw();
        if (flaw != null) {
            loop.refused(flaw);
            clientFailed(Reason.InvalidRequest.failure(), Reply.to(flaw));
            return;
        }
        RouteTable table = plan.routes().table();
        int matched = table == null ? -1 : table.find(loop.routeInput(head));
        Reply tooMany = plan.rateLimits().isEmpty() ? null : RateLimiting.refusal(plan, matched, head, facts, loop.index());
        if (tooMany != null) {
            write(tooMany);
            finish(Reason.RateLimited.failure(), End.WHOLE);
        } else if (matched < 0) {
            forward(Reason.NoRoute);
        } else {
            route(matched);
        }
    }

    /** Learns of whom somebody else brings this request, where that one is believed; otherwise the connection has been asked. */
    private boolean admitted() {
        Sources sources = plan.sources();
        if (sources == null || !sources.forwarded()) {
            return true;
        }
        facts = ForwardedFor.of(sources, head, facts);
        return sources.admit(facts.client());
    }

    private void route(int matched) {
        RoutePlan route = plan.routes().route(matched);
        destination = route.next(loop.index());
        filters = route.filters();
        int prefix = plan.routes().prefixLength(matched);
        RedirectPlan redirect = filters.redirect();
        if (redirect != null) {
            write(FilterWork.redirect(redirect, head, facts, prefix));
            finish(null, End.WHOLE);
            return;
        }
        CachePlan kept = filters.cache();
        CacheUse cached = kept == null || upgrade != null ? null : new CacheUse(loop, this, kept);
        cache = cached;
        FilterWork.request(filters, head, prefix);
        limit(route.requestTimeoutMillis());
        if (cached == null || cached.asksEndpoint()) {
            askEndpoint();
        }
    }

    /** Nothing that is stored is the answer. */
    void askEndpoint() {
        if (upgrade == null) {
            body.copyTo(loop.copies().begin(filters, plan, head, facts));
        }
        forward(Reason.NoBackend);
    }

    /** In place of {@link #begin}, for a copy of a request of which all of that was asked. */
    void beginCopy(Destination to, FilterPlan edits) {
        destination = to;
        filters = edits;
        forward(Reason.NoBackend);
    }

    private void forward(Reason nowhere) {
        if (destination.exists()) {
            ask(destination.backend(), Tried.NONE);
        } else {
            reply(nowhere.failure());
        }
    }

    /** The answer's head must have come by then, whatever is tried for it. */
    private void limit(long millis) {
        if (millis > 0) {
            Deadlines.Deadline limit = loop.loop().deadlines().deadline(this::answerIsLate);
            limit.in(millis);
            deadline = limit;
        }
    }

    private void answerIsLate() {
        cancelAttempt(Reason.ResponseTimeout);
        reply(Reason.ResponseTimeout.failure());
    }

    private void inTime() {
        cancel(deadline);
        cancel(tryLimit);
    }

    private static void cancel(Deadlines.@Nullable Deadline limit) {
        if (limit != null) {
            limit.cancel();
        }
    }

    /** Who the client is, as far as it is known of this request. */
    ClientFacts facts() {
        return facts;
    }

    /** What is done to the request and its answer. */
    FilterPlan filters() {
        return filters;
    }

    /** Where the request goes. */
    Destination destination() {
        return destination;
    }

    ListenerPlan plan() {
        return plan;
    }

    Request head() {
        return head;
    }

    Client client() {
        return client;
    }

    /** The protocol that the client asks to change to, if it may; null otherwise. */
    byte @Nullable [] upgrade() {
        return upgrade;
    }

    @Override
    public @Nullable String cookie(byte[] name) {
        return RequestKeys.cookieValue(name, head);
    }

    @Override
    public long hash(Key key) {
        return RequestKeys.hash(key, head, facts);
    }

    @Override
    protected void chosen(Lease lease, boolean waited) {
        destination.meter().events().count(loop.index(), BackendEvent.ATTEMPT);
        Attempt next = Attempt.of(loop, this, lease);
        attempt = next;
        asked = next.backend();
        endpointReset = null;
        record.attempting(next.endpoint());
        long millis = destination.backend().policy().trying().tryTimeoutMillis();
        if (millis > 0) {
            Deadlines.Deadline limit = loop.loop().deadlines().deadline(() -> next.fail(Reason.TryTimeout));
            limit.in(millis);
            tryLimit = limit;
        }
        next.begin(tries != null && tries.raced());
        if (waited) {
            flush();
        }
    }

    /** No endpoint may be used. */
    @Override
    protected void refused(Failure failure) {
        reply(failure);
    }

    /** Whether all of the request has come. */
    boolean bodyEnded() {
        return body.ended();
    }

    boolean answering() {
        return status != 0;
    }

    // ---- The request's body, from the client

    void body(Received from, int offset, int count) {
        record.received(count);
        if (!finished) {
            body.add(attempt, destination.backend(), from, offset, count);
        }
    }

    /** What is wrong with as much of it as has come, or as the head announces; the conversation asks, and has it refused. */
    @Nullable Flaw bodyFlaw() {
        long most = plan.requests().maxBodyBytes();
        return most > 0 && !finished && Math.max(record.received(), head.fields().contentLength()) > most ? Flaw.BodyTooLarge : null;
    }

    void bodyEnd() {
        body.end(finished ? null : attempt);
    }

    /** The attempt has its connection: what is held for it goes out. */
    void connected(Attempt current) {
        body.connected(current, destination.backend());
    }

    /** Whether it has become a tunnel. */
    boolean tunnelled() {
        return tunnel != null;
    }

    /** Bytes that are kept for an endpoint, or in a tunnel for either side. */
    long held() {
        Relay open = tunnel;
        if (open != null) {
            return open.held();
        }
        Attempt current = attempt;
        CacheUse cached = cache;
        return body.held() + (current == null ? 0 : current.held()) + (cached == null ? 0 : cached.held());
    }

    void flush() {
        Attempt current = attempt;
        if (current != null) {
            current.flush();
        }
    }

    // ---- The answer, from the attempt

    void interim(Response interim) {
        if (!head.http10()) {
            client.answer().interim(interim);
            client.flush();
            if (interim.status() == 100 && !body.ended()) {
                client.bodyExpected();
            }
        }
    }

    void answerHead(Response response, boolean bodiless) {
        inTime();
        body.sendNoMore();
        CacheUse cached = cache;
        if (cached == null || !cached.replaces(response)) {
            answer(response, bodiless);
        }
    }

    /** The head of the answer, an endpoint's or one that was stored. */
    void answer(Response response, boolean bodiless) {
        inTime();
        FilterWork.response(filters, response);
        OwnFields.response(response, plan.journal(), record.endpoint());
        beginSession(response);
        status = response.status();
        client.answer().head(response, bodiless);
    }

    /** Tells a client whose session begins, or has moved, how to come back to the endpoint that answers. */
    private void beginSession(Response response) {
        Backend backend = asked;
        Endpoint own = record.endpoint();
        Sessions kept = backend == null ? null : backend.sessions();
        if (backend == null || own == null || kept == null) {
            return;
        }
        String token = backend.begunSession(this, own, tried());
        if (token != null) {
            SessionCookie.write(response, kept.config(), token, facts.secure());
        }
    }

    /** Answers whether the client can take more. */
    boolean answerData(Received from, int offset, int count) {
        CacheUse cached = cache;
        return cached != null && !cached.passes(from, offset, count) || pass(from, offset, count);
    }

    /** The same for a part of any answer. */
    boolean pass(Received from, int offset, int count) {
        record.sent(count);
        client.answer().data(from, offset, count);
        return client.takesMore();
    }

    /** @param trailers null without any */
    void answerEnd(byte[] trailerBytes, @Nullable Fields trailers) {
        attempt = null;
        record.attemptEnded(status, null);
        CacheUse cached = cache;
        if (cached == null || !cached.ended(trailers != null && trailers.count() > 0)) {
            client.answer().end(trailerBytes, trailers);
            finish(null, End.WHOLE);
        }
    }

    /** All of an answer that was stored has been written. */
    void answered() {
        client.answer().end(Composer.NONE, null);
        finish(null, End.WHOLE);
    }

    /** No endpoint is asked. */
    void refuse(Reason why) {
        reply(why.failure());
    }

    /** The endpoint agreed to another protocol; what it sent behind its answer is the first of that. */
    void switched(Response response, byte[] protocol, Lease lease, Connection endpoint, Received bytes, int rest) {
        attempt = null;
        inTime();
        beginSession(response);
        status = response.status();
        record.attemptEnded(status, null);
        client.answer().switching(response, protocol);
        record.switched();
        tunnel = client.tunnel(new Tunnel(loop, this, lease), endpoint, bytes, rest);
    }

    /** Bytes were passed on in the tunnel. */
    void relayed(boolean fromClient, int count) {
        if (fromClient) {
            record.received(count);
        } else {
            record.sent(count);
        }
    }

    /** @param failure null when it came to its end */
    void tunnelEnded(@Nullable Failure failure) {
        finish(failure, End.TUNNEL);
    }

    // ---- Failures

    /** The attempt has come to nothing and has given back what it had. */
    void failed(Attempt ended, Failure failure) {
        attempt = null;
        record.attemptEnded(status, failure.reason());
        cancel(tryLimit);
        if (finished) {
            loop.illegal();
            return;
        }
        if (answering()) {
            finish(failure, End.CUT);
            return;
        }
        afterFailure(ended, failure);
    }

    private void afterFailure(Attempt ended, Failure failure) {
        long wait = tries().after(ended, failure, head.method().idempotent(), body.left(), destination);
        if (wait == Tries.LATER) {
            pause(Retries.PATIENCE_MILLIS, () -> afterFailure(ended, failure));
        } else if (wait == Tries.NO_MORE && endpointReset != null && client.takesResets()) {
            finish(failure, End.CUT);
        } else if (wait == Tries.NO_MORE) {
            reply(failure);
        } else if (wait == 0) {
            again();
        } else {
            pause(wait, this::again);
        }
    }

    private void pause(long millis, Runnable then) {
        Deadlines.Deadline until = loop.loop().deadlines().deadline(() -> {
            then.run();
            flush();
        });
        until.in(millis);
        pause = until;
    }

    private void again() {
        ask(destination.backend(), tried());
    }

    private Tries tries() {
        Tries kept = tries;
        if (kept == null) {
            tries = kept = new Tries(loop.index());
        }
        return kept;
    }

    private Tried tried() {
        return tries == null ? Tried.NONE : tries.tried();
    }

    /** The endpoint has broken the request off, and nothing else. */
    void endpointReset(ErrorCode code) {
        endpointReset = code;
    }

    /** How the endpoint of the last attempt has broken it off; null when it has not. */
    @Nullable ErrorCode endpointReset() {
        return endpointReset;
    }

    /** The client's request turned out to be none, or did not come in time. */
    void clientFailed(Failure failure, Reply reply) {
        if (finished) {
            return;
        }
        cancelAttempt(failure.reason());
        if (answering()) {
            finish(failure, End.CUT);
        } else {
            write(reply);
            finish(failure, End.WHOLE);
        }
    }

    /** The client is gone, or is cut off. */
    void abort(Failure failure) {
        Relay open = tunnel;
        if (open != null) {
            open.end(Relay.End.cut(failure.reason()));
        } else if (!finished) {
            cancelAttempt(failure.reason());
            finish(failure, End.CUT);
        }
    }

    private void cancelAttempt(Reason why) {
        leave();
        record.attemptEnded(0, why);
        cancel(pause);
        Attempt current = attempt;
        attempt = null;
        if (current != null) {
            current.cancel();
        }
    }

    private void reply(Failure failure) {
        CacheUse cached = cache;
        if (cached != null && cached.insteadOf(failure)) {
            return;
        }
        write(Reply.to(failure));
        finish(failure, End.WHOLE);
    }

    private void write(Reply reply) {
        status = reply.status();
        record.replied(reply);
        client.answer().reply(OwnFields.reply(reply, plan.journal()), head.method() == Method.HEAD);
    }

    // ---- Backpressure

    /** The client takes nothing more, though nothing of this exchange waits for it yet. */
    void clientFull() {
        Attempt current = attempt;
        if (current != null) {
            current.clientFull();
        }
    }

    void clientWritable() {
        Attempt current = attempt;
        CacheUse cached = cache;
        if (current != null) {
            current.clientWritable();
        } else if (cached != null) {
            cached.clientWritable();
        }
    }

    /** The end, on every path. */
    private void finish(@Nullable Failure failure, End end) {
        if (finished) {
            loop.illegal();
            return;
        }
        finished = true;
        body.drop();
        leave();
        inTime();
        cancel(pause);
        CacheUse cached = cache;
        if (cached != null) {
            cached.over();
            record.cached(cached.outcome());
        }
        record.ended(client, loop.index(), facts, destination, status, failure);
        client.exchangeEnded(end, failure);
    }

    /** How an exchange has ended for its client. */
    enum End {
        /** With a whole answer. */
        WHOLE,
        /** Without one: what was begun breaks off, so that nobody takes it for whole. */
        CUT,
        /** With the tunnel that it had become. */
        TUNNEL
    }
}
