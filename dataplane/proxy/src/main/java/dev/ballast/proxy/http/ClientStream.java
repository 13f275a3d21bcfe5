package dev.ballast.proxy.http;

import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.tcp.Relay;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Received;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A stream that a client has opened: the client's side of its one exchange. The client's window opens only as far as the endpoint has taken what
 * came: while somebody holds the reading, nothing counts as consumed.
 */
final class ClientStream implements Client, Http2Stream.Events, Reading.Switch {
    private final HttpLoop loop;
    private final Http2Conversation conversation;
    private final Http2Stream stream;
    private final Http2Request request;
    private final Http2Answer answer;
    private final Reading reading = new Reading(this);
    private final Exchange exchange;
    private final @Nullable StreamTunnel tunnel;
    private @Nullable BodyWatch bodyWatch;
    private final int headOctets;
    private long bodyLeft;
    private int unconsumed;
    private boolean begun;
    private @Nullable HeaderList trailerList;
    private Fields trailers = Fields.NONE;

    ClientStream(HttpLoop loop, Http2Conversation conversation, ListenerPlan plan, Http2Stream stream, Http2Request request) {
        this.loop = loop;
        this.conversation = conversation;
        this.stream = stream;
        this.request = request;
        this.answer = new Http2Answer(stream, request);
        this.headOctets = request.octets();
        this.bodyLeft = request.fields().contentLength();
        this.tunnel = request.tunnels() ? new StreamTunnel(loop, conversation, stream, request, plan.config().timeouts()) : null;
        this.exchange = new Exchange(loop, this, plan, request);
    }

    @Override
    public String protocol() {
        return Http2Conversation.PROTOCOL;
    }

    /** Not before it is known whether the client takes the request back in the same breath: that costs the endpoint nothing then. Once. */
    void begin() {
        if (begun) {
            return;
        }
        begun = true;
        if (request.hasBody() && !request.fields().expectsContinue()) {
            bodyExpected();
        }
        exchange.begin();
    }

    /** The connection ends before it. */
    void abort(Reason why) {
        exchange.abort(why.failure());
    }

    /** Bytes that it keeps for a side that does not take them. */
    long held() {
        return exchange.held() + (exchange.tunnelled() ? 0 : stream.waiting());
    }

    /** Octets of the request's header list. */
    int headOctets() {
        return headOctets;
    }

    // ---- What the client sends

    @Override
    public void data(Received from, int offset, int count) {
        begin();
        if (tunnel != null) {
            tunnel.data(from, offset, count);
            return;
        }
        if (bodyLeft >= 0) {
            bodyLeft -= count;
            if (bodyLeft < 0) {
                malformed(Flaw.LengthMismatch);
                return;
            }
        }
        bodyArrived(count);
        exchange.body(from, offset, count);
        Flaw flaw = exchange.bodyFlaw();
        if (flaw != null) {
            loop.refused(flaw);
            exchange.clientFailed(Reason.InvalidRequest.failure(), Reply.to(flaw));
            return;
        }
        if (reading.held()) {
            unconsumed += count;
        } else {
            stream.consumed(count);
        }
        conversation.requestMoved(this);
    }

    @Override
    public void headers(HeaderList list, boolean end) {
        begin();
        Fields read = new Fields(true, HeadLimits.TRAILERS.fields());
        Flaw flaw = Http2Fields.read(list, read, Http2Fields.NO_PSEUDO);
        trailerList = list;
        trailers = read;
        if (flaw == null) {
            ended();
        } else {
            malformed(flaw);
        }
    }

    @Override
    public void ended() {
        begin();
        if (tunnel != null) {
            tunnel.ended();
        } else if (bodyLeft > 0) {
            malformed(Flaw.LengthMismatch);
        } else {
            bodyOver();
            exchange.bodyEnd();
            conversation.requestMoved(this);
        }
    }

    private void malformed(Flaw flaw) {
        loop.refused(flaw);
        exchange.abort(Reason.InvalidRequest.failure());
    }

    /** What was passed on of the request goes out. */
    void flushRequest() {
        exchange.flush();
    }

    @Override
    public void reset(ErrorCode code) {
        exchange.abort(Reason.ClientReset.failure());
    }

    @Override
    public void broken(ErrorCode code) {
        exchange.abort(Reason.InvalidRequest.failure());
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {
        int octets = unconsumed;
        unconsumed = 0;
        stream.consumed(octets);
    }

    // ---- What is answered

    @Override
    public void full() {
        exchange.clientFull();
    }

    @Override
    public void drained() {
        exchange.clientWritable();
    }

    @Override
    public void stalled() {
        exchange.abort(Reason.ClientStall.failure());
        stream.reset(ErrorCode.CANCEL); // Also where the exchange has ended and the last of its answer waits.
    }

    @Override
    public boolean takesMore() {
        return stream.takesMore();
    }

    @Override
    public void flush() {
        conversation.flushSoon();
    }

    @Override
    public boolean understands(Response response) {
        return tunnel == null || tunnel.understands(response);
    }

    /** Whoever speaks in messages knows more of a reset than of an answer that its protocol does not know. */
    @Override
    public boolean takesResets() {
        return request.takesTrailers();
    }

    @Override
    public Relay tunnel(Relay.Owner owner, Connection endpoint, Received fromEndpoint, int rest) {
        if (tunnel == null) {
            throw new IllegalStateException("the client has not asked for a tunnel");
        }
        conversation.connection().settle();
        return tunnel.join(owner, endpoint, fromEndpoint, rest);
    }

    @Override
    public void exchangeEnded(Exchange.End end, @Nullable Failure failure) {
        begun = true;
        bodyOver();
        int octets = unconsumed;
        unconsumed = 0;
        stream.consumed(octets);
        if (tunnel != null) {
            tunnel.forget();
        }
        switch (end) {
            case WHOLE -> {
                stream.finish();
                conversation.connection().settle();
            }
            case CUT -> stream.reset(code(failure, exchange.endpointReset()));
            case TUNNEL -> {}
        }
        HeaderList used = trailerList;
        trailerList = null;
        trailers = Fields.NONE;
        if (used != null) {
            loop.give(used);
        }
        loop.give(request);
        conversation.exchangeEnded(this);
    }

    /** @param byEndpoint how the endpoint broke the request off, if it did */
    private static ErrorCode code(@Nullable Failure failure, @Nullable ErrorCode byEndpoint) {
        if (failure == null) {
            return ErrorCode.INTERNAL_ERROR;
        }
        boolean endpoint = failure.reason().side() == Reason.Side.ENDPOINT;
        if (endpoint && byEndpoint != null && byEndpoint != ErrorCode.NO_ERROR) {
            return byEndpoint;
        }
        return switch (failure.reason()) {
            case InvalidRequest -> ErrorCode.PROTOCOL_ERROR;
            case ClientReset, ClientStall, Draining -> ErrorCode.CANCEL;
            default -> ErrorCode.INTERNAL_ERROR;
        };
    }

    // ---- The rest of a client

    @Override
    public ClientFacts facts() {
        return conversation.facts();
    }

    @Override
    public Reading reading() {
        return reading;
    }

    @Override
    public Answer answer() {
        return answer;
    }

    @Override
    public byte @Nullable [] upgrade() {
        return tunnel == null ? null : Upgrade.WEBSOCKET;
    }

    @Override
    public Fields trailers() {
        return trailers;
    }

    @Override
    public byte[] trailerBytes() {
        HeaderList list = trailerList;
        return list == null ? Composer.NONE : list.bytes();
    }

    /** A stream of messages (gRPC) may be silent for long: it is the endpoint's to end. */
    @Override
    public void bodyExpected() {
        BodyWatch watch = bodyWatch;
        if (watch == null && !request.takesTrailers()) {
            bodyWatch = watch = new BodyWatch(loop.loop().deadlines(), reading, loop.limits(), this::bodyTooSlow);
        }
        if (watch != null) {
            watch.begin();
        }
    }

    private void bodyArrived(int octets) {
        BodyWatch watch = bodyWatch;
        if (watch != null) {
            watch.arrived(octets);
        }
    }

    private void bodyTooSlow() {
        exchange.clientFailed(Reason.ClientStall.failure(), Reply.to(Reason.ClientStall.failure()));
    }

    private void bodyOver() {
        BodyWatch watch = bodyWatch;
        if (watch != null) {
            watch.end();
        }
    }
}
