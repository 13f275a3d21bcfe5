package dev.ballast.proxy.http;

import dev.ballast.proxy.budget.Shortage;
import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.transport.Connecting;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.StallWatch;
import dev.ballast.proxy.transport.Unreachable;
import dev.ballast.proxy.upstream.UpstreamConnection;
import dev.ballast.proxy.upstream.UpstreamPool;
import dev.ballast.traffic.backend.Lease;
import dev.ballast.traffic.backend.Outcome;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/** An attempt on an endpoint that speaks HTTP/1.1: it has a connection of its own. */
final class Http1Attempt extends Attempt implements UpstreamPool.Taker, ConnectionHandler {
    private final ResponseHead response;

    private State state = State.CONNECTING;
    private boolean reused;
    private boolean requestSent;
    private boolean anyByte;
    private int interims;
    private long left;
    private @Nullable ChunkReader chunks;
    private long connectBegan;
    private @Nullable Connecting connecting;
    private @Nullable UpstreamConnection upstream;
    private @Nullable StallWatch stall;

    private enum State {
        CONNECTING,
        HEAD,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE,
        ENDED
    }

    Http1Attempt(HttpLoop loop, Exchange exchange, Lease lease) {
        super(loop, exchange, lease);
        this.response = loop.takeHead();
    }

    @Override
    boolean reused() {
        return reused;
    }

    @Override
    boolean connected() {
        return state != State.CONNECTING && state != State.ENDED;
    }

    @Override
    void begin(boolean fresh) {
        ConnectPlan plan = connectPlan();
        UpstreamConnection kept = fresh ? null : loop.pool().borrow(endpoint(), plan);
        if (kept != null) {
            reused = true;
            start(kept);
        } else {
            connectBegan = System.nanoTime();
            connecting = loop.pool().connect(endpoint(), plan, exchange.client().facts().arrival(), this);
        }
    }

    @Override
    public void connected(UpstreamConnection connection) {
        connecting = null;
        lease.connected();
        exchange.destination().meter().connected(loop.index(), connectBegan);
        start(connection);
    }

    @Override
    public void connectFailed(Unreachable why) {
        connecting = null;
        fail(why.reason());
    }

    private void start(UpstreamConnection with) {
        upstream = with;
        state = State.HEAD;
        Connection connection = with.connection();
        connection.handler(this);
        connection.giveUpAfter(exchange.plan().config().timeouts().stallMillis());
        Composer out = loop.composer();
        RequestWriter.head(out, exchange.head(), exchange.facts(), exchange.filters().host(), exchange.upgrade());
        out.writeTo(connection);
        exchange.connected(this);
        connection.flush();
        if (state == State.HEAD && !exchange.client().takesMore()) {
            clientFull();
        }
    }

    // ---- The request

    @Override
    void body(Received from, int offset, int count) {
        UpstreamConnection to = upstream;
        if (to != null) {
            boolean chunked = exchange.head().fields().chunked();
            RequestWriter.data(loop.composer(), chunked, to.connection(), from, offset, count);
            waitUntilTaken(to.connection());
        }
    }

    @Override
    void bodyEnd() {
        UpstreamConnection to = upstream;
        if (to == null) {
            return;
        }
        if (exchange.head().fields().chunked()) {
            Client client = exchange.client();
            RequestWriter.end(loop.composer(), to.connection(), client.trailerBytes(), client.trailers());
        }
        requestSent = true;
        if (state == State.HEAD) {
            awaitAnswer();
        }
    }

    @Override
    long held() {
        UpstreamConnection to = upstream;
        return to == null ? 0 : to.connection().pending();
    }

    @Override
    void flush() {
        UpstreamConnection to = upstream;
        if (to != null) {
            to.connection().flush();
        }
    }

    private void waitUntilTaken(Connection connection) {
        if (connection.writable()) {
            return;
        }
        connection.flush();
        if (!connection.writable()) {
            exchange.client().reading().hold(Hold.PEER_FULL);
            StallWatch watch = stall;
            if (watch == null) {
                stall = watch = new StallWatch(connection, () -> fail(Reason.EndpointStall));
            }
            watch.begin(exchange.plan().config().timeouts().stallMillis());
        }
    }

    @Override
    public void writable() {
        exchange.client().reading().release(Hold.PEER_FULL);
    }

    // ---- The answer

    @Override
    public void received(Received bytes) {
        anyByte = true;
        int at = 0;
        while (at < bytes.length()) {
            switch (state) {
                case HEAD -> at = head(bytes, at);
                case LENGTH -> {
                    int count = (int) Math.min(left, bytes.length() - at);
                    left -= count;
                    data(bytes, at, count);
                    at += count;
                    if (left == 0) {
                        ended(at == bytes.length());
                    }
                }
                case CHUNKED -> at = chunked(bytes, at);
                case UNTIL_CLOSE -> {
                    data(bytes, at, bytes.length() - at);
                    at = bytes.length();
                }
                case CONNECTING, ENDED -> at = bytes.length();
            }
        }
    }

    private int head(Received bytes, int offset) {
        int at = response.read(bytes, offset);
        Flaw flaw = response.flaw();
        if (flaw != null) {
            invalid(flaw);
        } else if (response.complete() && response.status() == 101) {
            switched(bytes, at);
            at = bytes.length();
        } else if (response.complete() && response.interim()) {
            if (++interims > loop.limits().interimAnswers()) {
                fail(Reason.InvalidResponse);
            } else {
                exchange.interim(response);
                response.clear();
            }
        } else if (response.complete()) {
            noMoreDeadline();
            lease.answered(response.status() >= 500);
            answer(at == bytes.length());
        }
        return at;
    }

    private void invalid(Flaw flaw) {
        loop.answerRefused(flaw);
        fail(Reason.InvalidResponse);
    }

    /** The endpoint changes to another protocol: right if it was asked to, and to this one. */
    private void switched(Received bytes, int rest) {
        byte[] protocol = exchange.upgrade();
        UpstreamConnection with = upstream;
        if (protocol == null || with == null || !Upgrade.agreed(response, protocol) || !exchange.client().understands(response)) {
            fail(Reason.InvalidResponse);
            return;
        }
        noMoreDeadline();
        lease.answered(false);
        if (stall != null) {
            stall.end();
        }
        state = State.ENDED;
        upstream = null;
        exchange.switched(response, protocol, lease, with.connection(), bytes, rest);
        loop.give(response);
    }

    /** RFC 9112, 6.3: how long the body is. */
    private void answer(boolean nothingFollows) {
        if (!exchange.client().understands(response)) {
            fail(Reason.InvalidResponse);
            return;
        }
        boolean bodiless = response.bodiless(exchange.head().method());
        left = response.fields().contentLength();
        exchange.answerHead(response, bodiless);
        if (bodiless || left == 0) {
            ended(nothingFollows);
        } else if (response.fields().chunked()) {
            state = State.CHUNKED;
            chunks = new ChunkReader(false);
        } else {
            state = left > 0 ? State.LENGTH : State.UNTIL_CLOSE;
        }
    }

    private int chunked(Received bytes, int offset) {
        ChunkReader reader = chunks;
        if (reader == null) {
            throw new IllegalStateException("no chunks");
        }
        int at = reader.read(bytes, offset, this::data);
        Flaw flaw = reader.flaw();
        if (flaw != null) {
            invalid(flaw);
        } else if (reader.ended()) {
            ended(at == bytes.length());
        }
        return at;
    }

    private void data(Received bytes, int offset, int count) {
        UpstreamConnection from = upstream;
        if (state != State.ENDED && !exchange.answerData(bytes, offset, count) && from != null) {
            from.reading().hold(Hold.PEER_FULL);
        }
    }

    @Override
    void clientFull() {
        UpstreamConnection from = upstream;
        if (from != null) {
            from.reading().hold(Hold.PEER_FULL);
        }
    }

    @Override
    void clientWritable() {
        UpstreamConnection from = upstream;
        if (from != null) {
            from.reading().release(Hold.PEER_FULL);
        }
    }

    @Override
    public void batchEnded() {
        if (state != State.ENDED) {
            exchange.client().flush();
        }
    }

    /** @param clean whether the answer's last byte was the last that came */
    private void ended(boolean clean) {
        boolean byLength = state != State.UNTIL_CLOSE;
        state = State.ENDED;
        giveBack(Outcome.COMPLETED, clean && byLength && requestSent && response.persistent());
        ChunkReader body = chunks;
        if (body == null) {
            exchange.answerEnd(Composer.NONE, null);
        } else {
            exchange.answerEnd(body.trailerBytes(), body.trailers());
        }
    }

    // ---- The ends

    @Override
    public void ended() {
        brokeOff(false);
    }

    @Override
    public void closed(boolean reset) {
        brokeOff(reset);
    }

    private void brokeOff(boolean reset) {
        if (state == State.UNTIL_CLOSE && !reset) {
            ended(true);
        } else if (state != State.ENDED) {
            UpstreamConnection from = upstream;
            boolean silent = from != null && from.connection().timedOut();
            fail(silent ? Reason.EndpointStall : anyByte ? Reason.ResetDuringResponse : Reason.ResetBeforeResponse);
        }
    }

    @Override
    void fail(Reason reason) {
        if (state == State.ENDED) {
            return;
        }
        boolean connected = state != State.CONNECTING;
        boolean answering = exchange.answering();
        state = State.ENDED;
        giveBack(outcome(reason, connected, answering), false);
        exchange.failed(this, reason.failure());
    }

    @Override
    void cancel() {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        giveBack(Outcome.CANCELLED, false);
    }

    private void giveBack(Outcome outcome, boolean reusable) {
        noMoreDeadline();
        if (stall != null) {
            stall.end();
        }
        Connecting under = connecting;
        if (under != null) {
            under.cancel();
            connecting = null;
        }
        UpstreamConnection used = upstream;
        upstream = null;
        exchange.client().reading().release(Hold.PEER_FULL);
        if (used != null) {
            if (reusable) {
                used.reading().release(Hold.PEER_FULL);
                loop.pool().give(
                        used,
                        loop.memory().idleMillis(policy().idleTimeoutMillis()),
                        loop.memory().at(Shortage.NO_KEEP_ALIVE) ? 0 : policy().maxIdlePerEndpoint());
            } else {
                used.close();
            }
        }
        loop.give(response);
        lease.close(outcome);
    }
}
