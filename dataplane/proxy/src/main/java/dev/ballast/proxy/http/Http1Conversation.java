package dev.ballast.proxy.http;

import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.proxy.flow.Hold;
import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.Session;
import dev.ballast.proxy.transport.StallWatch;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection: requests come one after the other, and the next one is not begun before the one before it is answered.
 *
 * <p>The states, and what ends each: IDLE (a byte, or time), HEAD (the head's end, a flaw, or time), EXCHANGE (the {@link Exchange}), LINGER (an
 * answer came before the request's end: the rest is thrown away until the client has seen it), TUNNEL (the {@link Relay} that the connection
 * was handed to), HANDED_OVER (the {@link Http2Conversation}, where the first octets were those of HTTP/2), CLOSED.
 */
public final class Http1Conversation implements ConnectionHandler, Session, Client, AnswerWriter.Asked {
    private static final int PIPELINE_BYTES = 16 * 1024;
    private static final byte[] HEAD_END = Composer.octets("\r\n\r\n");
    /** With which a client begins that knows that we speak HTTP/2. */
    private static final byte[] PREFACE_LINE = Composer.octets("PRI * HTTP/2.0\r\n");

    private final HttpLoop loop;
    private final Connection connection;
    private final String listener;
    private final ClientFacts facts;
    private final Session.Ending ending;
    private final Reading reading;
    private final Deadlines.Deadline deadline;
    private final StallWatch stall;
    private final BodyWatch bodyWatch;
    private final AnswerWriter answer;
    private final RequestHead head;
    private final RequestBody body = new RequestBody();
    private final HeldBytes pipelined = new HeldBytes();

    private ListenerPlan plan;
    private State state = State.IDLE;
    private @Nullable Exchange exchange;
    private @Nullable Session successor;
    private boolean inBody;
    private long sent;
    private int served;
    private boolean keep;
    private boolean draining;
    private boolean consuming;
    private long thrownAway;

    private enum State {
        IDLE,
        HEAD,
        EXCHANGE,
        LINGER,
        TUNNEL,
        HANDED_OVER,
        CLOSED
    }

    /** @param plan of the listener that accepted the connection, as it is now */
    Http1Conversation(HttpLoop loop, Connection connection, ListenerPlan plan, ClientFacts facts, Session.Ending ending) {
        this.loop = loop;
        this.connection = connection;
        this.plan = plan;
        this.listener = plan.config().name();
        this.facts = facts;
        this.ending = ending;
        this.reading = new Reading(connection);
        this.head = new RequestHead(loop.headRoom());
        this.deadline = connection.loop().deadlines().deadline(this::timeIsUp);
        this.bodyWatch = new BodyWatch(connection.loop().deadlines(), reading, loop.limits(), this::bodyTooSlow);
        this.answer = new AnswerWriter(this, connection, loop.composer());
        this.stall = new StallWatch(connection, this::stalled);
    }

    /** Takes the connection over. */
    void begin() {
        connection.handler(this);
        waitForRequest();
    }

    @Override
    public Reading reading() {
        return reading;
    }

    @Override
    public ClientFacts facts() {
        return facts;
    }

    @Override
    public Answer answer() {
        return answer;
    }

    @Override
    public String protocol() {
        return head.http10() ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public byte @Nullable [] upgrade() {
        return Upgrade.wanted(head);
    }

    @Override
    public boolean understands(Response response) {
        return true;
    }

    @Override
    public Fields trailers() {
        return body.chunks().trailers();
    }

    @Override
    public byte[] trailerBytes() {
        return body.chunks().trailerBytes();
    }

    // ---- What the client sends

    @Override
    public void received(Received bytes) {
        plan.meter().events().add(loop.index(), ListenerEvent.BYTES_RECEIVED, bytes.length());
        if (!pipelined.isEmpty()) {
            hold(bytes, 0);
        } else {
            consume(bytes);
        }
    }

    private void consume(Received bytes) {
        consuming = true;
        int at = 0;
        while (at < bytes.length()) {
            at = switch (state) {
                case IDLE, HEAD -> head(bytes, at);
                case EXCHANGE -> inExchange(bytes, at);
                case LINGER -> throwAway(bytes, at);
                case TUNNEL, HANDED_OVER, CLOSED -> bytes.length();
            };
        }
        consuming = false;
    }

    /** Of a request that is answered already. */
    private int throwAway(Received bytes, int offset) {
        thrownAway += bytes.length() - offset;
        if (thrownAway > loop.limits().lingerBytes()) {
            close();
        } else if (inBody) {
            body.read(bytes, offset, (from, start, count) -> {});
            if (body.ended() || body.flaw() != null) {
                leave();
            }
        }
        return bytes.length();
    }

    private int head(Received bytes, int offset) {
        if (state == State.IDLE) {
            state = State.HEAD;
            plan = newestPlan();
            head.rules(plan.requests());
            deadline.cancel();
        }
        int before = head.octets();
        int at = head.read(bytes, offset);
        Flaw flaw = head.flaw() == null && head.complete() && misdirected() ? Flaw.MisdirectedRequest : head.flaw();
        if (flaw == Flaw.UnsupportedVersion && speaksHttp2()) {
            handOver(bytes, offset + PREFACE_LINE.length - before);
            return bytes.length();
        }
        if (flaw != null) {
            loop.refused(flaw);
            refuse(Reply.to(flaw), Reason.InvalidRequest, !(bodiless(head.method()) && endsHead(bytes)));
        } else if (head.complete()) {
            deadline.cancel();
            exchange();
        } else if (!deadline.isSet()) {
            deadline.in(plan.config().timeouts().requestHeadersMillis());
        }
        return at;
    }

    private static boolean bodiless(Method method) {
        return method == Method.GET || method == Method.HEAD;
    }

    /** Whether what has come ends as a head does. */
    private static boolean endsHead(Received bytes) {
        int end = bytes.length();
        for (int i = 0; i < HEAD_END.length; i++) {
            if (end < HEAD_END.length || bytes.at(end - HEAD_END.length + i) != HEAD_END[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the client knows that we speak HTTP/2 (RFC 9113, 3.3): over TLS it would have asked. */
    private boolean speaksHttp2() {
        return served == 0
                && !facts.secure()
                && head.octets() >= PREFACE_LINE.length
                && Arrays.equals(head.bytes(), 0, PREFACE_LINE.length, PREFACE_LINE, 0, PREFACE_LINE.length);
    }

    /** What has come is another's to read, from its beginning. */
    private void handOver(Received bytes, int rest) {
        state = State.HANDED_OVER;
        deadline.cancel();
        byte[] all = Arrays.copyOf(PREFACE_LINE, PREFACE_LINE.length + bytes.length() - rest);
        bytes.copy(rest, all, PREFACE_LINE.length, bytes.length() - rest);
        connection.unread(all);
        Http2Conversation next = new Http2Conversation(loop, connection, plan, facts, ended -> ending.ended(this));
        successor = next;
        next.begin();
    }

    /** The running plan's view of this listener; the last one that it had, once it is gone. */
    private ListenerPlan newestPlan() {
        ListenerPlan newest = loop.live().plan().listener(listener);
        return newest != null && newest.config().protocol() == plan.config().protocol() ? newest : plan;
    }

    /** Whether the host is another listener's than the one that the server name of TLS has chosen. */
    private boolean misdirected() {
        return !plan.names().oneForAll() && !plan.serves(head.host());
    }

    private void exchange() {
        state = State.EXCHANGE;
        served++;
        body.begin(head.fields());
        Exchange next = new Exchange(loop, this, plan, head);
        exchange = next;
        if (head.hasBody() && (head.http10() || !head.fields().expectsContinue())) {
            bodyExpected();
        }
        next.begin();
    }

    @Override
    public void bodyExpected() {
        bodyWatch.begin();
    }

    private int inExchange(Received bytes, int offset) {
        Exchange current = exchange;
        if (current == null || current.bodyEnded()) {
            hold(bytes, offset);
            return bytes.length();
        }
        bodyWatch.arrived(bytes.length() - offset);
        int at = body.read(bytes, offset, current::body);
        Flaw flaw = body.flaw() == null ? current.bodyFlaw() : body.flaw();
        if (flaw != null) {
            loop.refused(flaw);
            current.clientFailed(Reason.InvalidRequest.failure(), Reply.to(flaw));
        } else if (body.ended()) {
            bodyEnded(current);
        }
        return at;
    }

    private void bodyEnded(Exchange current) {
        if (exchange == current) {
            bodyWatch.end();
            current.bodyEnd();
        }
    }

    private void hold(Received bytes, int offset) {
        pipelined.add(bytes, offset, bytes.length() - offset);
        if (pipelined.length() >= PIPELINE_BYTES) {
            reading.hold(Hold.PIPELINE);
        }
    }

    @Override
    public void batchEnded() {
        Exchange current = exchange;
        if (current != null) {
            current.flush();
        }
    }

    @Override
    public void ended() {
        switch (state) {
            // What comes from a client that has closed is of use to nobody: a client that only half-closes looks the same.
            case EXCHANGE -> clientLeft();
            case IDLE, HEAD -> close();
            case LINGER -> leave();
            case TUNNEL, HANDED_OVER, CLOSED -> {}
        }
    }

    private void clientLeft() {
        Exchange current = exchange;
        if (current != null) {
            current.abort(Reason.ClientReset.failure());
        }
    }

    @Override
    public void closed(boolean reset) {
        clientLeft();
        state = State.CLOSED;
        deadline.cancel();
        stall.end();
        head.clear();
        pipelined.clear();
        ending.ended(this);
    }

    // ---- What is answered

    @Override
    public boolean keeps() {
        Exchange current = exchange;
        keep = current != null
                && current.bodyEnded()
                && head.persistent()
                && !draining
                && loop.keepsConnections()
                && !plan.requests().lastOfConnection(served);
        return keep;
    }

    @Override
    public boolean http10() {
        return head.http10();
    }

    @Override
    public boolean takesMore() {
        if (connection.writable()) {
            return true;
        }
        connection.flush();
        if (connection.writable()) {
            return true;
        }
        stall.begin(plan.config().timeouts().stallMillis());
        return false;
    }

    @Override
    public void writable() {
        Exchange current = exchange;
        if (current != null) {
            current.clientWritable();
        }
    }

    private void stalled() {
        Exchange current = exchange;
        if (current != null) {
            current.abort(Reason.ClientStall.failure());
        } else {
            reset();
        }
    }

    @Override
    public Relay tunnel(Relay.Owner owner, Connection endpoint, Received fromEndpoint, int rest) {
        state = State.TUNNEL;
        connection.settle();
        countSent();
        deadline.cancel();
        stall.end();
        releaseReading();
        reading.release(Hold.PIPELINE);
        head.clear();
        if (!pipelined.isEmpty()) {
            HeldBytes waiting = pipelined.take();
            endpoint.write(waiting, 0, waiting.length());
        }
        int count = fromEndpoint.length() - rest;
        if (count > 0) {
            connection.write(fromEndpoint, rest, count);
            owner.relayed(false, count);
        }
        connection.flush();
        endpoint.flush();
        Relay relay = new Relay(connection, owner, plan.config().timeouts(), loop.memory());
        relay.join(endpoint);
        return relay;
    }

    @Override
    public void exchangeEnded(Exchange.End end, @Nullable Failure failure) {
        if (state != State.TUNNEL) {
            countSent();
        }
        boolean requestLeft = exchange != null && !exchange.bodyEnded();
        exchange = null;
        if (end == Exchange.End.WHOLE) {
            connection.settle();
        }
        bodyWatch.end();
        switch (end) {
            case CUT -> reset();
            case WHOLE -> {
                if (keep && !answer.endsByClose()) {
                    next();
                } else {
                    closeAfterAnswer(requestLeft);
                }
            }
            case TUNNEL -> {
                state = State.CLOSED;
                ending.ended(this);
            }
        }
    }

    private void countSent() {
        long written = connection.written();
        plan.meter().events().add(loop.index(), ListenerEvent.BYTES_SENT, written - sent);
        sent = written;
    }

    private void next() {
        connection.flush();
        releaseReading();
        head.clear();
        state = State.IDLE;
        if (draining) {
            close();
            return;
        }
        waitForRequest();
        if (!consuming) {
            goOn();
        }
    }

    /** Takes up what came while the exchange was under way. */
    private void goOn() {
        while (!pipelined.isEmpty() && state != State.EXCHANGE) {
            consume(pipelined.take());
        }
        if (pipelined.isEmpty()) {
            reading.release(Hold.PIPELINE);
        }
        batchEnded();
    }

    /**
     * A request that is none.
     *
     * @param moreMayCome of it; where all of it seems to be here, whoever brings such requests by the thousand costs no waiting for more
     */
    private void refuse(Reply reply, Reason reason, boolean moreMayCome) {
        deadline.cancel();
        answer.reply(OwnFields.reply(reply, plan.journal()), false);
        countSent();
        plan.meter().requests().refused(loop.index(), reply.status());
        plan.backendMeter().failures().count(loop.index(), reason);
        loop.logRefused(plan, protocol(), facts, reply, head);
        head.refused();
        closeAfterAnswer(moreMayCome);
    }

    /** Closing with unread bytes would reset the connection, and the client could lose the answer: what still comes is thrown away for a while. */
    private void closeAfterAnswer(boolean moreMayCome) {
        reading.release(Hold.PIPELINE);
        releaseReading();
        if (moreMayCome || !pipelined.isEmpty()) {
            pipelined.clear();
            state = State.LINGER;
            inBody = head.complete() && body.flaw() == null && !body.ended();
            head.clear();
            endAnswer();
            deadline.in(loop.limits().lingerMillis());
        } else {
            leave();
        }
    }

    /** Over TLS the goodbye comes last, unless it is the answer's end: after it, what the client is still sending may not be read any more. */
    private void endAnswer() {
        if (facts.secure() && !answer.endsByClose()) {
            connection.flush();
        } else {
            connection.endOutput();
        }
    }

    private void leave() {
        state = State.CLOSED;
        connection.closeAfterWrites();
        stall.begin(plan.config().timeouts().stallMillis());
    }

    private void releaseReading() {
        reading.release(Hold.NO_PEER);
        reading.release(Hold.PEER_FULL);
    }

    // ---- Time, and the end

    private void waitForRequest() {
        deadline.in(loop.memory().idleMillis(plan.config().timeouts().clientIdleMillis()));
    }

    private void timeIsUp() {
        switch (state) {
            case IDLE, LINGER -> close();
            case HEAD -> refuse(Reply.to(Reason.RequestTimeout.failure()), Reason.RequestTimeout, true);
            case EXCHANGE, TUNNEL, HANDED_OVER, CLOSED -> {}
        }
    }

    private void bodyTooSlow() {
        Exchange current = exchange;
        if (current != null) {
            current.clientFailed(Reason.ClientStall.failure(), Reply.to(Reason.ClientStall.failure()));
        }
    }

    private void close() {
        state = State.CLOSED;
        connection.close();
    }

    @Override
    public void drain() {
        Session next = successor;
        if (next != null) {
            next.drain();
            return;
        }
        draining = true;
        if (state != State.IDLE || !pipelined.isEmpty() || consuming) {
            return;
        }
        if (served > 0) {
            close();
        } else {
            deadline.in(loop.limits().lingerMillis()); // A new one is about to ask: to close it now would break its first request.
        }
    }

    @Override
    public void cut(Reason why) {
        Exchange current = exchange;
        Session next = successor;
        if (next != null) {
            next.cut(why);
        } else if (current != null) {
            current.abort(why.failure());
        } else {
            reset();
        }
    }

    private void reset() {
        state = State.CLOSED;
        connection.reset();
    }

    @Override
    public void hurry() {
        Session next = successor;
        if (next != null) {
            next.hurry();
        } else if (state == State.IDLE) {
            waitForRequest();
        }
    }

    @Override
    public long held() {
        Session next = successor;
        if (next != null) {
            return next.held();
        }
        Exchange current = exchange;
        return pipelined.length() + (current == null ? 0 : current.held()) + (state == State.TUNNEL ? 0 : connection.pending());
    }
}
