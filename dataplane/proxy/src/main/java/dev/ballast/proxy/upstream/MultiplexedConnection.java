package dev.ballast.proxy.upstream;

import dev.ballast.proxy.http2.Breach;
import dev.ballast.proxy.http2.HeaderList;
import dev.ballast.proxy.http2.Http2Connection;
import dev.ballast.proxy.http2.Http2Limits;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.traffic.failure.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to an endpoint that carries many requests at once, over its life. On its loop only.
 *
 * <p>The states, and what ends each: GREETING (the endpoint's first settings, or time), OPEN (the endpoint says that it leaves; time without a
 * stream; its listing's end), LEAVING (its last stream's end), CLOSED.
 */
public final class MultiplexedConnection implements Http2Connection.Owner {
    /** More go to another connection: an endpoint may allow millions, and one connection is one queue of packets. */
    private static final int MOST_STREAMS = 256;

    private final MultiplexedPool.Shelf shelf;
    private final MultiplexedPool.Terms terms;
    private final Connection connection;
    private final Http2Connection http2;
    private final Deadlines.Deadline deadline;
    private final List<BatchMember> moved = new ArrayList<>();
    private State state = State.GREETING;
    private int allowed = Integer.MAX_VALUE;

    private enum State {
        GREETING,
        OPEN,
        LEAVING,
        CLOSED
    }

    /** Hears that what had come in one event has been told. */
    public interface BatchMember {
        void batchEnded();
    }

    MultiplexedConnection(MultiplexedPool.Shelf shelf, MultiplexedPool.Terms terms, Connection connection, byte[] room) {
        this.shelf = shelf;
        this.terms = terms;
        this.connection = connection;
        this.deadline = connection.loop().deadlines().deadline(this::timeIsUp);
        this.http2 = new Http2Connection(connection, this, Http2Limits.ofEndpoint(), false, room, terms.stallMillis());
    }

    void begin() {
        http2.begin();
        deadline.in(terms.connect().timeoutMillis());
    }

    /** How many more streams it takes. */
    int room() {
        return state == State.OPEN && http2.usable() ? Math.max(0, allowed() - http2.open()) : 0;
    }

    /** Streams that the endpoint allows, as far as they are used. */
    int allowed() {
        return Math.min(allowed, MOST_STREAMS);
    }

    /** Whether TLS is below it. */
    public boolean secure() {
        return terms.connect().tls() != null;
    }

    boolean idle() {
        return http2.open() == 0;
    }

    /** Whether a stream has been opened before. */
    public boolean used() {
        return http2.opened() > 0;
    }

    /** Opens a stream; its headers are to be sent in the same turn. */
    public Http2Stream open(Http2Stream.Events events) {
        deadline.cancel();
        return http2.open(events);
    }

    /** Whether the connection is up, so that what becomes of a stream is what the endpoint does with it. */
    public boolean usable() {
        return http2.usable();
    }

    /** Sends what was written, at the end of the loop's turn. */
    public void flushSoon() {
        http2.flushSoon();
    }

    /** Is told when what has come was told to all. */
    public void moved(BatchMember member) {
        if (moved.isEmpty() || moved.getLast() != member) {
            moved.add(member);
        }
    }

    /** Ends with the last stream; at once where there is none. */
    void leave() {
        if (state == State.OPEN) {
            state = State.LEAVING;
            shelf.without(this);
        }
        if (http2.open() == 0) {
            close();
        }
    }

    private void close() {
        state = State.CLOSED;
        deadline.cancel();
        connection.close();
    }

    private void timeIsUp() {
        if (state == State.GREETING) {
            close();
            shelf.notMade(Reason.ConnectTimeout);
        } else {
            leave();
        }
    }

    // ---- What the endpoint says

    @Override
    public void settled() {
        state = State.OPEN;
        deadline.in(shelf.idleMillis(terms));
        shelf.made(this);
    }

    @Override
    public void allowed(int streams) {
        allowed = streams;
        shelf.serveSoon();
    }

    @Override
    public void streamGone(int open) {
        if (open == 0 && state == State.LEAVING) {
            close();
        } else if (open == 0 && state == State.OPEN) {
            deadline.in(shelf.idleMillis(terms));
            shelf.idled(this, terms);
        }
        if (state == State.OPEN) {
            shelf.serveSoon();
        }
    }

    @Override
    public void leaving() {
        leave();
    }

    @Override
    public void breach(Breach what) {
        shelf.lists().breach(what);
    }

    /** A connection that has served, or not even that: in place of settings something else has come. */
    @Override
    public void broken() {
        gone(Reason.InvalidResponse);
    }

    @Override
    public void ended() {
        gone(Reason.ConnectFailure);
    }

    @Override
    public void closed(boolean reset) {
        gone(Reason.ConnectFailure);
    }

    @Override
    public void stalled() {
        connection.reset();
    }

    private void gone(Reason why) {
        boolean greeting = state == State.GREETING;
        boolean open = state == State.OPEN;
        close();
        if (greeting) {
            shelf.notMade(why);
        } else if (open) {
            shelf.without(this);
        }
    }

    @Override
    public void batchEnded() {
        moved.forEach(BatchMember::batchEnded);
        moved.clear();
    }

    // ---- What does not matter here

    @Override
    public HeaderList takeList() {
        return shelf.lists().takeList();
    }

    @Override
    public void give(HeaderList list) {
        shelf.lists().give(list);
    }

    @Override
    public void opened(Http2Stream stream, HeaderList list, boolean end) {
        throw new IllegalStateException("an endpoint has opened a stream");
    }

    @Override
    public void inHeaders(boolean now) {}

    @Override
    public void answered() {}

    @Override
    public void received(int octets) {}
}
