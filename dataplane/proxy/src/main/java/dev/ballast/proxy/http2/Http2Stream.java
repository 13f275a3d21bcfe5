package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/**
 * One stream: what it sends goes out as the peer's windows allow and waits here otherwise; what it receives counts until it has been
 * {@link #consumed}. On its connection's loop only. Every call is allowed at any time, and does nothing where it comes too late.
 */
public final class Http2Stream {
    private final Http2Connection connection;
    private final int id;
    private Events events;

    private int sendWindow;
    private int receiveWindow;
    private int unannounced;
    private boolean remoteEnded;
    private boolean localEnded;
    private boolean finishing;
    private boolean gone;

    private @Nullable HeldBytes held;
    private int heldFrom;
    private boolean endWaits;
    private byte @Nullable [] trailers;
    private boolean queued;
    private long sent;
    private long sentBefore;
    /** In the connection's table. */
    @Nullable Http2Stream next;

    /** Hears what comes. */
    public interface Events {
        /** A header list: of a message, of an interim answer, or the trailers. It belongs to whoever hears it. */
        void headers(HeaderList list, boolean end);

        /** Content, valid during the event. Each octet is to be {@link Http2Stream#consumed}. */
        void data(Received from, int offset, int count);

        /** The peer sends no more. Not told where {@link #headers} said so. */
        void ended();

        /** It was reset, by the peer or because the connection is over; nothing more is heard. */
        void reset(ErrorCode code);

        /** It was reset for what the peer did with it; nothing more is heard. */
        void broken(ErrorCode code);

        /** The streams together have too much waiting: whoever brings more stops, until {@link #drained}. */
        void full();

        /** More may be sent than when {@link Http2Stream#takesMore} said no. */
        void drained();

        /** Nothing of what waits has gone out for a whole period. */
        void stalled();
    }

    Http2Stream(Http2Connection connection, int id, int sendWindow, int receiveWindow, Events events) {
        this.connection = connection;
        this.id = id;
        this.sendWindow = sendWindow;
        this.receiveWindow = receiveWindow;
        this.events = events;
    }

    /** Odd where the client began it. */
    public int id() {
        return id;
    }

    /** Who hears the events from now on. */
    public void events(Events hearer) {
        events = hearer;
    }

    Events events() {
        return events;
    }

    /** Whether both sides are done with it, or it was reset. */
    public boolean gone() {
        return gone;
    }

    void leave() {
        gone = true;
        if (events instanceof Linger linger) {
            linger.over();
        }
        int waiting = waiting();
        held = null;
        heldFrom = 0;
        trailers = null;
        connection.waiting(-waiting);
    }

    // ---- Sending

    /** Begins a header list, in room that the loop shares: {@link #sendHeaders} comes next. */
    public HpackEncoder headers() {
        return connection.writer().block();
    }

    /** Sends the list that was begun; behind content that waits, where it must be the last. */
    public void sendHeaders(boolean end) {
        if (silent()) {
            return;
        }
        if (waits()) {
            trailers = connection.writer().keepBlock();
            endWaits = true;
            return;
        }
        connection.writer().headers(id, end);
        connection.progress();
        if (end) {
            localEnd();
        }
    }

    /** Sends content. */
    public void send(Received from, int offset, int count, boolean end) {
        if (silent()) {
            return;
        }
        int sent = waits() ? 0 : write(from, offset, count, end);
        if (sent < count) {
            hold(from, offset + sent, count - sent);
            endWaits |= end;
        }
    }

    /** Ends our direction, behind what waits. */
    public void end() {
        if (silent()) {
            return;
        }
        if (waits()) {
            endWaits = true;
        } else {
            connection.writer().end(id);
            localEnd();
        }
    }

    private boolean silent() {
        return gone || localEnded || endWaits;
    }

    /** Writes what the windows allow, and answers how much that is. */
    private int write(Received from, int offset, int count, boolean end) {
        int sent = 0;
        while (sent < count && !localEnded) {
            int part = Math.min(Math.min(count - sent, FrameWriter.LARGEST), Math.min(sendWindow, connection.sendWindow()));
            if (part <= 0) {
                break;
            }
            boolean last = end && sent + part == count;
            connection.writer().data(id, from, offset + sent, part, last);
            connection.sent(part);
            sendWindow -= part;
            this.sent += part;
            sent += part;
            if (last) {
                localEnd();
            }
        }
        return sent;
    }

    private void hold(Received from, int offset, int count) {
        HeldBytes holding = held;
        if (holding == null) {
            held = holding = new HeldBytes();
        }
        holding.add(from, offset, count);
        connection.waiting(count);
        queue();
    }

    private void queue() {
        if (!queued) {
            queued = true;
            connection.queue(this);
        }
    }

    boolean waits() {
        return held != null;
    }

    /** Whether nothing waits, so that more may be sent. */
    public boolean takesMore() {
        return held == null && !connection.full() && connection.takesMore();
    }

    /** Sends one frame of what waits, if the windows allow it; answers whether anything went out. Called as it is taken from the queue. */
    boolean sendWaiting() {
        queued = false;
        HeldBytes waiting = held;
        if (waiting == null || gone) {
            return false;
        }
        int left = waiting.length() - heldFrom;
        int sent = write(waiting, heldFrom, Math.min(left, FrameWriter.LARGEST), endWaits && trailers == null && left <= FrameWriter.LARGEST);
        if (gone) {
            return true;
        }
        heldFrom += sent;
        connection.waiting(-sent);
        if (sent < left) {
            queue();
            return sent > 0;
        }
        held = null;
        heldFrom = 0;
        allSent();
        return true;
    }

    private void allSent() {
        byte[] block = trailers;
        if (block != null) {
            trailers = null;
            connection.writer().keptBlock(id, block, true);
            localEnd();
        } else if (!endWaits) {
            events.drained();
        }
    }

    /** Octets of content that have gone out. */
    public long sent() {
        return sent;
    }

    /** Octets of content that wait. */
    public int waiting() {
        HeldBytes waiting = held;
        return waiting == null ? 0 : waiting.length() - heldFrom;
    }

    /** The peer opens its window, or changes how large it is; false when that is more than a window can be. */
    boolean widen(int more) {
        long wider = (long) sendWindow + more;
        sendWindow = (int) wider;
        return wider <= Integer.MAX_VALUE;
    }

    /** Whether nothing has gone out since this was last asked, though something waits. */
    boolean stuck() {
        boolean stuck = waits() && sent == sentBefore;
        sentBefore = sent;
        return stuck;
    }

    private void localEnd() {
        localEnded = true;
        if (remoteEnded) {
            connection.complete(this);
        } else if (finishing) {
            events = new Linger(this, connection);
        }
    }

    /** Our part is complete, or will be with what waits; what the peer still sends of its own is of no use ({@link Linger}). */
    public void finish() {
        boolean twice = finishing;
        finishing = true;
        if (localEnded && !remoteEnded && !gone && !twice) {
            events = new Linger(this, connection);
        }
    }

    /** Breaks it off; nothing more is heard of it. */
    public void reset(ErrorCode code) {
        if (!gone) {
            connection.reset(this, code);
        }
    }

    // ---- Receiving

    boolean remoteEnded() {
        return remoteEnded;
    }

    /** @return false when the peer sent more than it may */
    boolean receive(int octets) {
        receiveWindow -= octets;
        return receiveWindow >= 0;
    }

    void remoteEnd() {
        remoteEnded = true;
        if (localEnded) {
            connection.complete(this);
        }
    }

    /** Octets that were received have been passed on: the peer may send as many more. */
    public void consumed(int octets) {
        connection.consumed(octets);
        if (gone || remoteEnded) {
            return;
        }
        unannounced += octets;
        if (unannounced >= connection.limits().streamWindow() / 2) {
            connection.writer().windowUpdate(id, unannounced);
            receiveWindow += unannounced;
            unannounced = 0;
            connection.flushSoon();
        }
    }
}
