package dev.ballast.proxy.http;

import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.HpackEncoder;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.upstream.MultiplexedConnection;
import dev.ballast.proxy.upstream.MultiplexedPool;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * An attempt on an endpoint that speaks HTTP/2: it has a stream of a connection that others use too. The endpoint's window for the stream opens only
 * as far as the client has taken what came.
 */
final class Http2Attempt extends Attempt implements MultiplexedPool.Taker, MultiplexedConnection.BatchMember, Http2Stream.Events {
    private static final long UNKNOWN = -1;

    private final Http2Response response = new Http2Response();
    private State state = State.WAITING;
    private boolean reused;
    private boolean requestSent;
    private boolean clientFull;
    private int interims;
    private long left = UNKNOWN;
    private int unconsumed;
    private long connectBegan;
    private @Nullable Connecting waiting;
    private @Nullable MultiplexedConnection connection;
    private @Nullable Http2Stream stream;

    private enum State {
        WAITING,
        HEAD,
        BODY,
        ENDED
    }

    Http2Attempt(HttpLoop loop, Exchange exchange, Lease lease) {
        super(loop, exchange, lease);
    }

    @Override
    boolean reused() {
        return reused;
    }

    @Override
    boolean connected() {
        return state == State.HEAD || state == State.BODY;
    }

    @Override
    void begin(boolean fresh) {
        ConnectPlan plan = connectPlan();
        MultiplexedConnection kept = fresh ? null : loop.streams().borrow(endpoint(), plan);
        if (kept != null) {
            ready(kept, kept.used());
            return;
        }
        connectBegan = System.nanoTime();
        int mostIdle = loop.memory().at(Shortage.NO_KEEP_ALIVE) ? 0 : policy().maxIdlePerEndpoint();
        waiting = loop.streams().await(
                endpoint(),
                new MultiplexedPool.Terms(
                        plan,
                        policy().idleTimeoutMillis(),
                        mostIdle,
                        exchange.plan().config().timeouts().stallMillis()),
                exchange.client().facts().arrival(),
                this);
    }

    @Override
    public void ready(MultiplexedConnection with, boolean usedBefore) {
        waiting = null;
        connection = with;
        reused = usedBefore;
        state = State.HEAD;
        if (!usedBefore) {
            lease.connected();
            exchange.destination().meter().connected(loop.index(), connectBegan);
        }
        Http2Stream begun = with.open(this);
        stream = begun;
        Http2RequestWriter.head(begun.headers(), exchange.head(), exchange.facts(), exchange.filters().host(), with.secure());
        begun.sendHeaders(!exchange.head().hasBody());
        exchange.connected(this);
        with.flushSoon();
        if (state == State.HEAD && !exchange.client().takesMore()) {
            clientFull();
        }
    }

    @Override
    public void notReady(Reason why) {
        waiting = null;
        fail(why);
    }

    // ---- The request

    @Override
    void body(Received from, int offset, int count) {
        Http2Stream to = stream;
        if (to != null) {
            to.send(from, offset, count, false);
            if (!to.takesMore()) {
                exchange.client().reading().hold(Hold.PEER_FULL);
            }
        }
    }

    @Override
    void bodyEnd() {
        Http2Stream to = stream;
        if (to == null || requestSent) {
            return;
        }
        requestSent = true;
        if (exchange.head().hasBody()) {
            Client client = exchange.client();
            HpackEncoder trailers = to.headers();
            if (Http2RequestWriter.trailers(trailers, client.trailerBytes(), client.trailers())) {
                to.sendHeaders(true);
            } else {
                to.end();
            }
            flush();
        }
        if (state == State.HEAD) {
            awaitAnswer();
        }
    }

    @Override
    void flush() {
        MultiplexedConnection with = connection;
        if (with != null) {
            with.flushSoon();
        }
    }

    @Override
    public void full() {
        exchange.client().reading().hold(Hold.PEER_FULL);
    }

    @Override
    public void drained() {
        if (state != State.ENDED) {
            exchange.client().reading().release(Hold.PEER_FULL);
        }
    }

    @Override
    long held() {
        Http2Stream to = stream;
        return to == null ? 0 : to.waiting();
    }

    // ---- The answer

    @Override
    public void headers(HeaderList list, boolean end) {
        switch (state) {
            case HEAD -> head(list, end);
            case BODY -> trailers(list, end);
            case WAITING, ENDED -> loop.giveAnswer(list);
        }
        moved();
    }

    private void head(HeaderList list, boolean end) {
        Flaw flaw = response.read(list, end, exchange.head().method());
        if (flaw != null) {
            invalid(flaw);
        } else if (response.interim()) {
            if (++interims > loop.limits().interimAnswers()) {
                fail(Reason.InvalidResponse);
            } else {
                exchange.interim(response);
                clear();
            }
        } else {
            noMoreDeadline();
            lease.answered(response.status() >= 500);
            answer(end);
        }
    }

    private void answer(boolean end) {
        if (!exchange.client().understands(response)) {
            fail(Reason.InvalidResponse);
            return;
        }
        boolean bodiless = response.bodiless(exchange.head().method());
        left = bodiless ? 0 : response.fields().contentLength();
        state = State.BODY;
        exchange.answerHead(response, bodiless || end);
        if (state == State.BODY && (bodiless || end)) {
            ended(Composer.NONE, null);
        }
    }

    private void trailers(HeaderList list, boolean end) {
        Fields trailers = new Fields(false, HeadLimits.TRAILERS.fields());
        Flaw flaw = Http2Fields.read(list, trailers, Http2Fields.NO_PSEUDO);
        if (flaw == null && (!end || left > 0)) {
            flaw = Flaw.LengthMismatch;
        }
        if (flaw == null) {
            ended(list.bytes(), trailers);
        } else {
            invalid(flaw);
        }
        loop.giveAnswer(list);
    }

    @Override
    public void data(Received from, int offset, int count) {
        Http2Stream of = stream;
        if (of == null) {
            return;
        }
        if (state != State.BODY || left != UNKNOWN && left < count) {
            of.consumed(count);
            invalid(Flaw.LengthMismatch);
            return;
        }
        left -= left == UNKNOWN ? 0 : count;
        clientFull |= !exchange.answerData(from, offset, count);
        if (clientFull) {
            unconsumed += count;
        } else {
            of.consumed(count);
        }
        moved();
    }

    private void moved() {
        MultiplexedConnection with = connection;
        if (with != null) {
            with.moved(this);
        }
    }

    @Override
    public void batchEnded() {
        if (state != State.ENDED) {
            exchange.client().flush();
        }
    }

    @Override
    public void ended() {
        if (state != State.BODY || left > 0) {
            invalid(Flaw.LengthMismatch);
        } else {
            ended(Composer.NONE, null);
        }
    }

    @Override
    void clientFull() {
        clientFull = true;
    }

    @Override
    void clientWritable() {
        clientFull = false;
        int octets = unconsumed;
        unconsumed = 0;
        Http2Stream of = stream;
        if (of != null) {
            of.consumed(octets);
        }
    }

    // ---- The ends

    /** The answer is whole; what is left of the request is of no use. */
    private void ended(byte[] trailerBytes, @Nullable Fields trailers) {
        giveBack(Outcome.COMPLETED, ErrorCode.CANCEL);
        exchange.answerEnd(trailerBytes, trailers);
    }

    private void invalid(Flaw flaw) {
        loop.answerRefused(flaw);
        fail(Reason.InvalidResponse);
    }

    @Override
    public void reset(ErrorCode code) {
        if (state == State.ENDED) {
            return;
        }
        MultiplexedConnection with = connection;
        if (with != null && with.usable()) {
            exchange.endpointReset(code); // Else it is the connection that broke, which is nothing that the endpoint said of this request.
        }
        if (state == State.BODY) {
            fail(Reason.ResetDuringResponse);
        } else {
            fail(code == ErrorCode.REFUSED_STREAM ? Reason.RefusedStream : Reason.ResetBeforeResponse);
        }
    }

    @Override
    public void broken(ErrorCode code) {
        fail(Reason.InvalidResponse);
    }

    @Override
    public void stalled() {
        fail(Reason.EndpointStall);
    }

    @Override
    void fail(Reason reason) {
        if (state == State.ENDED) {
            return;
        }
        Outcome outcome = outcome(reason, state != State.WAITING, exchange.answering());
        giveBack(outcome, reason == Reason.InvalidResponse ? ErrorCode.PROTOCOL_ERROR : ErrorCode.CANCEL);
        exchange.failed(this, reason.failure());
    }

    @Override
    void cancel() {
        if (state != State.ENDED) {
            giveBack(Outcome.CANCELLED, ErrorCode.CANCEL);
        }
    }

    /** @param code for a stream that has not ended */
    private void giveBack(Outcome outcome, ErrorCode code) {
        state = State.ENDED;
        noMoreDeadline();
        Connecting under = waiting;
        waiting = null;
        if (under != null) {
            under.cancel();
        }
        Http2Stream used = stream;
        stream = null;
        if (used != null) {
            used.reset(code);
        }
        exchange.client().reading().release(Hold.PEER_FULL);
        clear();
        lease.close(outcome);
    }

    private void clear() {
        HeaderList list = response.clear();
        if (list != null) {
            loop.giveAnswer(list);
        }
    }
}
