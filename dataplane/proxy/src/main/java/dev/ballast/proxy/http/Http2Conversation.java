package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.Breach;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Connection;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.plan.ListenerPlan;
import dev.ballast.proxy.telemetry.ListenerEvent;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Session;
import dev.ballast.traffic.failure.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A client's HTTP/2 connection: many exchanges at once, each on a stream of its own.
 *
 * <p>The states, and what ends each: OPEN (a drain, the last request that it may have, time without a stream, the client), WARNED (the client was told
 * to open no more streams; that it has read so, or time), LEAVING (no more streams are served; the last one's end), GOODBYE (everything is said; the
 * client's end, or time), CLOSED.
 */
public final class Http2Conversation implements Http2Connection.Owner, Session {
    static final String PROTOCOL = "HTTP/2";

    /** How long a client that was told to go is listened to, so that it can read why. */
    private static final long GOODBYE_MILLIS = 1_000;
    /** A list is to be compressed at most so far below its size, all open ones and this much together; and they must not be larger than that. */
    private static final long EXPANSION = 50;

    private static final long HEADS = 64 * 1024;
    private static final long MOST_OF_HEADS = 512 * 1024;

    private final HttpLoop loop;
    private final Connection connection;
    private final String listener;
    private final ClientFacts facts;
    private final Session.Ending ending;
    private final Http2Connection http2;
    private final int headerBytes;
    private final Deadlines.Deadline deadline;
    /** Whose requests have come with what is being told now. */
    private final List<ClientStream> fresh = new ArrayList<>();

    private final List<ClientStream> moved = new ArrayList<>();
    private final Set<ClientStream> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private ListenerPlan plan;
    private State state = State.OPEN;
    private int served;
    private long sent;
    private long afterGoodbye;
    private long arrived;
    private long heads;
    private boolean inHeaders;

    private enum State {
        OPEN,
        WARNED,
        LEAVING,
        GOODBYE,
        CLOSED
    }

    /** @param plan of the listener that accepted the connection, as it is now */
    Http2Conversation(HttpLoop loop, Connection connection, ListenerPlan plan, ClientFacts facts, Session.Ending ending) {
        this.loop = loop;
        this.connection = connection;
        this.plan = plan;
        this.listener = plan.config().name();
        this.facts = facts;
        this.ending = ending;
        this.deadline = connection.loop().deadlines().deadline(this::timeIsUp);
        this.headerBytes = plan.requests().maxHeaderBytes();
        this.http2 = new Http2Connection(
                connection,
                this,
                plan.http2(),
                true,
                loop.frameRoom(),
                plan.config().timeouts().stallMillis());
    }

    /** Takes the connection over. */
    void begin() {
        http2.begin();
        waitForRequest();
    }

    private void waitForRequest() {
        deadline.in(loop.memory().idleMillis(plan.config().timeouts().clientIdleMillis()));
    }

    ClientFacts facts() {
        return facts;
    }

    Connection connection() {
        return connection;
    }

    void flushSoon() {
        http2.flushSoon();
    }

    // ---- Requests

    @Override
    public HeaderList takeList() {
        return loop.takeList(headerBytes);
    }

    @Override
    public void give(HeaderList list) {
        loop.give(list);
    }

    @Override
    public void opened(Http2Stream stream, HeaderList list, boolean end) {
        served++;
        plan = newestPlan();
        deadline.cancel();
        Http2Request request = loop.takeRequest();
        Flaw wrong = request.read(list, end, plan.requests());
        Flaw flaw = wrong == null && !plan.names().oneForAll() && !plan.serves(request.host()) ? Flaw.MisdirectedRequest : wrong;
        if (flaw != null) {
            refuse(stream, request, flaw);
        } else {
            ClientStream client = new ClientStream(loop, this, plan, stream, request);
            stream.events(client);
            open.add(client);
            heads += client.headOctets();
            fresh.add(client);
            if (heads > Math.min(MOST_OF_HEADS, HEADS + EXPANSION * arrived)) {
                http2.tooMuch(Breach.HeaderFlood);
            }
        }
        if (!loop.keepsConnections() || plan.requests().lastOfConnection(served)) {
            drain();
        }
    }

    /** The running plan's view of this listener; the last one that it had, once it is gone. */
    private ListenerPlan newestPlan() {
        ListenerPlan newest = loop.live().plan().listener(listener);
        return newest != null && newest.config().protocol() == plan.config().protocol() ? newest : plan;
    }

    /** A message that is none breaks its stream off (RFC 9113, 8.1.1); one that is refused is answered why. */
    private void refuse(Http2Stream stream, Http2Request request, Flaw flaw) {
        loop.refused(flaw);
        loop.logRefused(plan, PROTOCOL, facts, Reply.to(flaw), request);
        plan.backendMeter().failures().count(loop.index(), Reason.InvalidRequest);
        if (flaw.malformed()) {
            plan.meter().requests().refused(loop.index(), 0);
            stream.reset(ErrorCode.PROTOCOL_ERROR);
        } else {
            Reply reply = Reply.to(flaw);
            plan.meter().requests().refused(loop.index(), reply.status());
            new Http2Answer(stream, request).reply(OwnFields.reply(reply, plan.journal()), request.method() == Method.HEAD);
            stream.finish();
            http2.flushSoon();
        }
        loop.give(request);
    }

    /** Something of a request was passed on in this event. */
    void requestMoved(ClientStream client) {
        if (moved.isEmpty() || moved.getLast() != client) {
            moved.add(client);
        }
    }

    @Override
    public void batchEnded() {
        fresh.forEach(ClientStream::begin);
        fresh.clear();
        moved.forEach(ClientStream::flushRequest);
        moved.clear();
    }

    void exchangeEnded(ClientStream client) {
        open.remove(client);
        heads -= client.headOctets();
        http2.flushSoon();
        countSent();
    }

    private void countSent() {
        long written = connection.written();
        plan.meter().events().add(loop.index(), ListenerEvent.BYTES_SENT, written - sent);
        sent = written;
    }

    @Override
    public void received(int octets) {
        plan.meter().events().add(loop.index(), ListenerEvent.BYTES_RECEIVED, octets);
        arrived += octets;
        if (state == State.GOODBYE) {
            afterGoodbye += octets;
            if (afterGoodbye > loop.limits().lingerBytes()) {
                connection.close();
            }
        }
    }

    // ---- Time

    @Override
    public void inHeaders(boolean now) {
        inHeaders = now;
        if (state != State.OPEN) {
            return;
        }
        if (now) {
            deadline.in(plan.config().timeouts().requestHeadersMillis());
        } else {
            deadline.cancel();
        }
    }

    @Override
    public void streamGone(int left) {
        if (left > 0) {
            return;
        }
        if (state == State.LEAVING) {
            sayGoodbye();
        } else if (state == State.OPEN && !inHeaders) {
            waitForRequest();
        }
    }

    private void timeIsUp() {
        switch (state) {
            case OPEN -> {
                if (inHeaders) {
                    plan.backendMeter().failures().count(loop.index(), Reason.RequestTimeout);
                    http2.giveUp(ErrorCode.ENHANCE_YOUR_CALM);
                    sayGoodbye();
                } else {
                    drain();
                }
            }
            case WARNED -> leave();
            case GOODBYE -> connection.close();
            case LEAVING, CLOSED -> {}
        }
    }

    // ---- The ways to the end

    /** In two steps (RFC 9113, 6.8), so that a request that is on its way is still served. */
    @Override
    public void drain() {
        if (state == State.OPEN) {
            state = State.WARNED;
            http2.warn();
            http2.ping();
            deadline.in(GOODBYE_MILLIS);
        }
    }

    @Override
    public void answered() {
        if (state == State.WARNED) {
            leave();
        }
    }

    private void leave() {
        state = State.LEAVING;
        deadline.cancel();
        http2.refuseMore();
        if (http2.open() == 0) {
            sayGoodbye();
        }
    }

    /** The client opens no more streams. */
    @Override
    public void leaving() {
        if (state == State.OPEN || state == State.WARNED) {
            leave();
        }
    }

    private void sayGoodbye() {
        state = State.GOODBYE;
        http2.ignoreInput();
        connection.endOutput();
        deadline.in(GOODBYE_MILLIS);
    }

    @Override
    public void breach(Breach what) {
        loop.breach(what);
    }

    @Override
    public void broken() {
        plan.backendMeter().failures().count(loop.index(), Reason.InvalidRequest);
        sayGoodbye();
    }

    @Override
    public void stalled() {
        cut(Reason.ClientStall);
    }

    @Override
    public void cut(Reason why) {
        List.copyOf(open).forEach(client -> client.abort(why));
        connection.reset();
    }

    @Override
    public void hurry() {
        if (state == State.OPEN && !inHeaders && http2.open() == 0) {
            waitForRequest();
        }
    }

    @Override
    public long held() {
        long held = connection.pending();
        for (ClientStream client : open) {
            held += client.held();
        }
        return held;
    }

    /** The client sends no more, so that its requests cannot go on, nor its windows open. */
    @Override
    public void ended() {
        List.copyOf(open).forEach(client -> client.abort(Reason.ClientReset));
        connection.close();
    }

    @Override
    public void closed(boolean reset) {
        state = State.CLOSED;
        deadline.cancel();
        countSent();
        ending.ended(this);
    }
}
