package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.plan.Destination;
import dev.ballast.proxy.plan.FilterPlan;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.plan.RedirectPlan;
import dev.ballast.proxy.plan.RoutePlan;
import dev.ballast.proxy.plan.Sources;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.telemetry.AccessEntry;
import dev.ballast.proxy.telemetry.RequestTrace;
import dev.ballast.proxy.telemetry.Tracing;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.backend.Selection;
import dev.ballast.traffic.backend.Waiter;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Key;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.RetryPolicy;
import dev.ballast.traffic.route.RouteTable;
import dev.ballast.traffic.session.Sessions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client and what becomes of it. It keeps the plan with which it began. It makes attempts, one at a time, until one brings
 * an answer, or none may follow; it ends exactly once, by {@link #finish}.
 */
final class Exchange implements Caller, Waiter {
    private final HttpLoop loop;
    private final Client client;
    private final ListenerPlan plan;
    private final Request head;
    private final byte @Nullable [] upgrade;
    private @Nullable HeldBytes held;

    private final long begun = System.nanoTime();
    private final Tries tries;
    private @Nullable Replay replay;
    private @Nullable Endpoint endpoint;
    private @Nullable Backend asked;
    private @Nullable String word;
    private int attempts;
    private long received;
    private long sent;
    private @Nullable Attempt attempt;
    private Selection.@Nullable Waiting place;
    private Deadlines.@Nullable Deadline patience;
    private @Nullable Relay tunnel;
    private boolean bodyEnded;
    private int status;
    private boolean finished;
    private ClientFacts facts;
    private Destination destination;
    private FilterPlan filters = FilterPlan.NONE;
    private Deadlines.@Nullable Deadline deadline;
    private @Nullable ErrorCode endpointReset;
    private @Nullable RequestTrace trace;
    private Deadlines.@Nullable Deadline tryLimit;
    private Deadlines.@Nullable Deadline pause;

    Exchange(HttpLoop loop, Client client, ListenerPlan plan, Request head) {
        this.loop = loop;
        this.client = client;
        this.plan = plan;
        this.head = head;
        this.destination = plan.destination();
        this.tries = new Tries(loop.index());
        this.facts = client.facts();
        this.bodyEnded = !head.hasBody();
        this.upgrade = client.upgrade();
    }

    /** Everything that is asked before an endpoint is: in this order. */
    void begin() {
        Tracing tracing = plan.journal().tracing();
        if (tracing != null) {
            trace = tracing.begin(head.methodName(), head, OwnFields.GETTER);
        }
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
        FilterWork.request(filters, head, prefix);
        limit(route.requestTimeoutMillis());
        forward(Reason.NoBackend);
    }

    private void forward(Reason nowhere) {
        if (destination.exists()) {
            loop.forwarder().forward(this, false);
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

    Tried tried() {
        return tries.tried();
    }

    @Override
    public @Nullable String cookie(byte[] name) {
        return RequestKeys.cookieValue(name, head);
    }

    @Override
    public long hash(Key key) {
        return RequestKeys.hash(key, head, facts);
    }

    void attempting(Attempt next) {
        attempt = next;
        endpoint = next.endpoint();
        asked = next.backend();
        attempts++;
        endpointReset = null;
        OwnFields.request(head, plan.journal(), trace, next.endpoint());
        long millis = destination.backend().policy().trying().tryTimeoutMillis();
        if (millis > 0) {
            Deadlines.Deadline limit = loop.loop().deadlines().deadline(() -> next.fail(Reason.TryTimeout));
            limit.in(millis);
            tryLimit = limit;
        }
    }

    /** Whether all of the request has come. */
    boolean bodyEnded() {
        return bodyEnded;
    }

    boolean answering() {
        return status != 0;
    }

    // ---- Waiting for a place at an endpoint

    void waiting(Selection.Waiting at) {
        place = at;
        CapConfig caps = destination.backend().policy().caps();
        if (caps != null && caps.queueTimeoutMillis() > 0) {
            Deadlines.Deadline limit = loop.loop().deadlines().deadline(this::waitedTooLong);
            limit.in(caps.queueTimeoutMillis());
            patience = limit;
        }
    }

    /** On the thread of whoever gave the place back. */
    @Override
    public void granted(Lease lease) {
        loop.loop().execute(() -> take(lease));
    }

    /** On the thread of whoever found it out. */
    @Override
    public void turnedAway(Failure why) {
        loop.loop().execute(() -> {
            if (place != null) {
                place = null;
                endPatience();
                reply(why);
            }
        });
    }

    private void take(Lease lease) {
        if (place == null) {
            lease.close(Outcome.CANCELLED);
            return;
        }
        place = null;
        endPatience();
        loop.forwarder().attempt(this, lease, tries.raced());
        flush();
    }

    private void waitedTooLong() {
        if (leave()) {
            reply(Reason.QueueTimeout.failure());
        }
    }

    /** Stops waiting; answers false when there is no need to, because a place is granted, or nobody waits. */
    private boolean leave() {
        Selection.Waiting at = place;
        return at != null && at.leave();
    }

    private void endPatience() {
        cancel(patience);
    }

    // ---- The request's body, from the client

    void body(Received from, int offset, int count) {
        received += count;
        Attempt current = attempt;
        if (finished) {
            return;
        }
        if (current != null && current.connected()) {
            keep(from, offset, count);
            current.body(from, offset, count);
        } else {
            hold(from, offset, count);
            client.reading().hold(Hold.NO_PEER);
        }
    }

    /** For another attempt, where one may follow. */
    private void keep(Received from, int offset, int count) {
        Replay kept = replay;
        if (kept == null) {
            RetryPolicy policy = destination.backend().retries();
            boolean refusable = destination.backend().policy().protocol() == Protocol.HTTP2;
            boolean useful = refusable || policy.attempts() > 0 && policy.mayBeDoneTwice(head.method().idempotent());
            replay = kept = new Replay(useful ? policy.config().maxBodyBytes() : 0);
        }
        kept.add(from, offset, count);
    }

    /** What is wrong with as much of it as has come, or as the head announces; the conversation asks, and has it refused. */
    @Nullable Flaw bodyFlaw() {
        long most = plan.requests().maxBodyBytes();
        return most > 0 && !finished && Math.max(received, head.fields().contentLength()) > most ? Flaw.BodyTooLarge : null;
    }

    private void hold(Received from, int offset, int count) {
        HeldBytes holding = held;
        if (holding == null) {
            held = holding = new HeldBytes();
        }
        holding.add(from, offset, count);
    }

    void bodyEnd() {
        bodyEnded = true;
        Attempt current = attempt;
        if (!finished && current != null && current.connected()) {
            current.bodyEnd();
        }
    }

    /** The attempt has its connection: what was held for it goes out. */
    void connected(Attempt current) {
        client.reading().release(Hold.NO_PEER);
        HeldBytes sentBefore = replay == null ? null : replay.sent();
        if (sentBefore != null) {
            current.body(sentBefore, 0, sentBefore.length());
        }
        HeldBytes waiting = held;
        held = null;
        if (waiting != null) {
            keep(waiting, 0, waiting.length());
            current.body(waiting, 0, waiting.length());
        }
        if (bodyEnded) {
            current.bodyEnd();
        }
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
        HeldBytes waiting = held;
        Attempt current = attempt;
        return (waiting == null ? 0 : waiting.length()) + (replay == null ? 0 : replay.length()) + (current == null ? 0 : current.held());
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
            if (interim.status() == 100 && !bodyEnded) {
                client.bodyExpected();
            }
        }
    }

    void answerHead(Response response, boolean bodiless) {
        inTime();
        noReplay();
        FilterWork.response(filters, response);
        OwnFields.response(response, plan.journal(), endpoint);
        beginSession(response);
        status = response.status();
        client.answer().head(response, bodiless);
    }

    private void noReplay() {
        if (replay != null) {
            replay.forget();
        }
    }

    /** Tells a client whose session begins, or has moved, how to come back to the endpoint that answers. */
    private void beginSession(Response response) {
        Backend backend = asked;
        Endpoint own = endpoint;
        Sessions kept = backend == null ? null : backend.sessions();
        if (backend == null || own == null || kept == null) {
            return;
        }
        String token = backend.begunSession(this, own, tries.tried());
        if (token != null) {
            SessionCookie.write(response, kept.config(), token, facts.secure());
        }
    }

    /** Answers whether the client can take more. */
    boolean answerData(Received from, int offset, int count) {
        sent += count;
        client.answer().data(from, offset, count);
        return client.takesMore();
    }

    /** @param trailers null without any */
    void answerEnd(byte[] trailerBytes, @Nullable Fields trailers) {
        attempt = null;
        attemptEnded(status, null);
        client.answer().end(trailerBytes, trailers);
        finish(null, End.WHOLE);
    }

    /** The endpoint agreed to another protocol; what it sent behind its answer is the first of that. */
    void switched(Response response, byte[] protocol, Lease lease, Connection endpoint, Received bytes, int rest) {
        attempt = null;
        inTime();
        beginSession(response);
        status = response.status();
        attemptEnded(status, null);
        client.answer().switching(response, protocol);
        tunnel = client.tunnel(new Tunnel(loop, this, lease), endpoint, bytes, rest);
    }

    /** Bytes were passed on in the tunnel. */
    void relayed(boolean fromClient, int count) {
        if (fromClient) {
            received += count;
        } else {
            sent += count;
        }
    }

    /** @param failure null when it came to its end */
    void tunnelEnded(@Nullable Failure failure) {
        finish(failure, End.TUNNEL);
    }

    // ---- Failures

    /** No endpoint may be used. */
    void refused(Failure failure) {
        reply(failure);
    }

    /** The attempt has come to nothing and has given back what it had. */
    void failed(Attempt ended, Failure failure) {
        attempt = null;
        attemptEnded(status, failure.reason());
        cancel(tryLimit);
        if (finished) {
            loop.illegal();
            return;
        }
        if (answering()) {
            finish(failure, End.CUT);
            return;
        }
        long wait = tries.after(ended, failure, head.method().idempotent(), bodyLeft(), destination);
        if (wait == Tries.NO_MORE && endpointReset != null && client.takesResets()) {
            finish(failure, End.CUT);
        } else if (wait == Tries.NO_MORE) {
            reply(failure);
        } else if (wait == 0) {
            loop.forwarder().forward(this, tries.raced());
        } else {
            Deadlines.Deadline until = loop.loop().deadlines().deadline(() -> {
                loop.forwarder().forward(this, tries.raced());
                flush();
            });
            until.in(wait);
            pause = until;
        }
    }

    /** The endpoint has broken the request off, and nothing else. */
    void endpointReset(ErrorCode code) {
        endpointReset = code;
    }

    /** How the endpoint of the last attempt has broken it off; null when it has not. */
    @Nullable ErrorCode endpointReset() {
        return endpointReset;
    }

    private RetryPolicy.Body bodyLeft() {
        if (!head.hasBody()) {
            return RetryPolicy.Body.NONE;
        }
        return replay != null && replay.consumed() ? RetryPolicy.Body.CONSUMED : RetryPolicy.Body.REPLAYABLE;
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
        attemptEnded(0, why);
        cancel(pause);
        Attempt current = attempt;
        attempt = null;
        if (current != null) {
            current.cancel();
        }
    }

    private void attemptEnded(int answered, @Nullable Reason why) {
        RequestTrace traced = trace;
        if (traced != null) {
            traced.attemptEnded(answered, why == null ? null : why.name());
        }
    }

    private void reply(Failure failure) {
        write(Reply.to(failure));
        finish(failure, End.WHOLE);
    }

    private void write(Reply reply) {
        status = reply.status();
        word = reply.word();
        client.answer().reply(reply, head.method() == Method.HEAD);
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
        if (current != null) {
            current.clientWritable();
        }
    }

    /** The end, on every path. */
    private void finish(@Nullable Failure failure, End end) {
        if (finished) {
            loop.illegal();
            return;
        }
        finished = true;
        held = null;
        replay = null;
        place = null;
        endPatience();
        inTime();
        cancel(pause);
        long nanos = System.nanoTime() - begun;
        destination.requests().ended(loop.index(), status, nanos);
        if (failure != null) {
            destination.meter().failures().count(loop.index(), failure.reason());
        }
        report(failure, nanos);
        client.exchangeEnded(end, failure);
    }

    private void report(@Nullable Failure failure, long nanos) {
        boolean logged = plan.journal().wants(failure != null || status >= 500);
        RequestTrace traced = trace;
        if (logged || traced != null) {
            AccessEntry entry = entry(failure, nanos);
            if (logged) {
                plan.journal().log().add(entry);
            }
            if (traced != null) {
                traced.end(entry);
            }
        }
    }

    private AccessEntry entry(@Nullable Failure failure, long nanos) {
        Endpoint last = endpoint;
        String reason = word == null && failure != null ? failure.reason().name() : word;
        return new AccessEntry(
                Instant.now(),
                plan.config().name(),
                client.protocol(),
                facts.text(),
                new AccessEntry.RequestLine(head.methodName(), head.host(), head.path()),
                status,
                reason,
                destination.exists() ? destination.backend().name() : null,
                last == null ? null : last.id(),
                attempts,
                received,
                sent,
                nanos);
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
