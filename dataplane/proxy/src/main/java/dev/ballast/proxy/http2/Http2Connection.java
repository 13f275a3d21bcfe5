package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.ConnectionHandler;
import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Received;
import dev.ballast.proxy.transport.StallWatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/**
 * A connection that carries streams (RFC 9113), as either side of it. It knows windows, limits and which streams are open; {@link FrameHandler}
 * knows what frames mean. What a stream is for, only its {@link Http2Stream.Events} know, and what becomes of the connection its {@link Owner}.
 * On its loop only.
 *
 * <p>The peer's errors end a stream or the connection as the RFC says, and are told to the owner; nothing is thrown. Everything written goes out at
 * the end of the loop's turn, so that the answers of many streams share a packet.
 */
public final class Http2Connection implements ConnectionHandler {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int EVERY_STREAM = Integer.MAX_VALUE;
    private static final int SMALL = 64;

    private final Connection connection;
    private final Owner owner;
    private final Http2Limits limits;
    private final FrameWriter writer;
    private final FrameReader reader;
    private final FrameHandler frames;
    private final StreamTable streams = new StreamTable();
    private final ArrayDeque<Http2Stream> waiting = new ArrayDeque<>(0);
    private final Runnable flush = this::flush;
    private final Deadlines.Deadline look;
    private final StallWatch stall;
    private final long stallMillis;
    private final boolean server;

    private int prefaceSeen;
    private int sendWindow = DEFAULT_WINDOW;
    private int receiveWindow;
    private int unannounced;
    private int initialSendWindow = DEFAULT_WINDOW;
    private int ownStreams;
    private int waitingOctets;
    private boolean full;
    private boolean flushing;
    private boolean over;

    /** Decides what becomes of a connection, and of the streams that the peer opens. */
    public interface Owner {
        /** Room for the next header list. */
        HeaderList takeList();

        /** A list that is of no use. */
        void give(HeaderList list);

        /** The peer has opened a stream with these headers; {@link Http2Stream#events} comes next. Servers only. */
        void opened(Http2Stream stream, HeaderList list, boolean end);

        /** The peer has broken a rule; what becomes of its stream, or of the connection, is told besides. */
        void breach(Breach what);

        /** A header block has begun that has not ended; or, the one that had begun has ended. */
        void inHeaders(boolean now);

        /** A stream is gone; so many are open. */
        void streamGone(int open);

        /** The peer allows so many streams of ours. Clients only. */
        default void allowed(int streams) {}

        /** The peer's first settings have come: it speaks HTTP/2. */
        default void settled() {}

        /** The peer wants no new streams on this connection. */
        void leaving();

        /** The peer has answered a {@link Http2Connection#ping}. */
        void answered();

        /** The peer takes nothing of what is ready for it; every stream was told. The owner cuts the connection. */
        void stalled();

        /** The peer has broken the connection: every stream was told, GOAWAY is written, what comes is dropped. The owner closes it. */
        void broken();

        /** The peer sends nothing more. */
        void ended();

        /** The connection is closed; every stream was told. */
        void closed(boolean reset);

        /** Octets have come. */
        void received(int octets);

        /** What had come has been told. */
        void batchEnded();
    }

    /**
     * @param server whether the peer opens the streams
     * @param room for a frame, shared by the connections of a loop
     * @param stallMillis how long a peer may take nothing; 0 = for ever
     */
    public Http2Connection(
            Connection connection, Owner owner, Http2Limits limits, boolean server, byte[] room, long stallMillis) {
        this.connection = connection;
        this.owner = owner;
        this.limits = limits;
        this.writer = new FrameWriter(connection);
        this.reader = new FrameReader(room);
        this.frames = new FrameHandler(this, owner, limits, server, new FloodGuard(limits, connection.loop().deadlines()));
        this.receiveWindow = limits.connectionWindow();
        this.stallMillis = stallMillis;
        this.look = connection.loop().deadlines().deadline(this::lookForStalls);
        this.stall = new StallWatch(connection, this::stalled);
        this.server = server;
        this.prefaceSeen = server ? 0 : PREFACE.length;
    }

    /** Takes the connection over, and says what we allow. */
    public void begin() {
        connection.handler(this);
        if (!server) {
            connection.giveUpAfter(stallMillis);
            connection.write(PREFACE, 0, PREFACE.length);
        }
        frames.announce(writer);
        writer.windowUpdate(0, limits.connectionWindow() - DEFAULT_WINDOW);
        flushSoon();
    }

    // ---- What the streams need

    FrameWriter writer() {
        return writer;
    }

    Http2Limits limits() {
        return limits;
    }

    /** Not set. */
    Deadlines.Deadline deadline(Runnable passed) {
        return connection.loop().deadlines().deadline(passed);
    }

    /** Nobody reads this list. */
    void giveBack(HeaderList list) {
        owner.give(list);
    }

    StreamTable streams() {
        return streams;
    }

    boolean over() {
        return over;
    }

    int sendWindow() {
        return sendWindow;
    }

    /** Crumbs are no progress: a client that opens its window by one octet again and again has us do all the work. */
    void sent(int octets) {
        sendWindow -= octets;
        if (octets >= SMALL) {
            frames.progress();
        }
    }

    /** So many octets more wait, or less. */
    void waiting(int octets) {
        waitingOctets += octets;
        if (!full && waitingOctets >= limits.waiting()) {
            full = true;
            streams.all().forEach(stream -> stream.events().full());
        } else if (full && waitingOctets < limits.waiting() / 2) {
            full = false;
            streams.all().forEach(Http2Connection::goOn);
        }
    }

    private static void goOn(Http2Stream stream) {
        if (!stream.waits()) {
            stream.events().drained();
        }
    }

    /** Whether the streams together have so much waiting that none may send more. */
    boolean full() {
        return full;
    }

    void progress() {
        frames.progress();
    }

    /** Whether the kernel takes more; notices when it does not for too long. */
    boolean takesMore() {
        if (connection.writable()) {
            return true;
        }
        connection.flush();
        if (connection.writable()) {
            return true;
        }
        stall.begin(stallMillis);
        return false;
    }

    void queue(Http2Stream stream) {
        waiting.add(stream);
        if (!look.isSet()) {
            look.in(stallMillis);
        }
    }

    /** One frame of each stream by turns, as long as the windows and the kernel take any. */
    void sendWaiting() {
        boolean any = true;
        while (any && !over && !waiting.isEmpty()) {
            any = false;
            for (int left = waiting.size(); left > 0 && connection.writable(); left--) {
                Http2Stream stream = waiting.pollFirst();
                any |= stream != null && stream.sendWaiting();
            }
        }
        flushSoon();
    }

    private void lookForStalls() {
        for (Http2Stream stream : List.copyOf(waiting)) {
            if (stream.stuck()) {
                stream.events().stalled();
            }
        }
        if (!waiting.isEmpty()) {
            look.in(stallMillis);
        }
    }

    private void stalled() {
        streams.all().forEach(stream -> stream.events().stalled());
        owner.stalled();
    }

    void consumed(int octets) {
        if (server) {
            credit(octets);
        }
    }

    private void credit(int octets) {
        unannounced += octets;
        if (unannounced >= limits.connectionWindow() / 2 && !over) {
            writer.windowUpdate(0, unannounced);
            receiveWindow += unannounced;
            unannounced = 0;
            flushSoon();
        }
    }

    void complete(Http2Stream stream) {
        stream.leave();
        streams.remove(stream);
        owner.streamGone(streams.count());
    }

    void reset(Http2Stream stream, ErrorCode code) {
        if (!over) {
            writer.reset(stream.id(), code);
            streams.rememberReset(stream.id());
            flushSoon();
        }
        complete(stream);
        Breach breach = switch (code) {
            case REFUSED_STREAM -> Breach.TooManyStreams;
            case PROTOCOL_ERROR, STREAM_CLOSED, FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR -> Breach.StreamError;
            default -> null;
        };
        if (breach != null && !over) {
            owner.breach(breach);
            frames.resetCounts();
        }
    }

    // ---- What the owner asks for

    /** Streams that are open. */
    public int open() {
        return streams.count();
    }

    /** Opens a stream; its headers are to be sent in the same turn. Clients only. */
    public Http2Stream open(Http2Stream.Events events) {
        Http2Stream stream = new Http2Stream(this, 2 * ownStreams++ + 1, initialSendWindow, limits.streamWindow(), events);
        streams.add(stream);
        return stream;
    }

    /** Streams that we have opened. */
    public int opened() {
        return ownStreams;
    }

    /** Whether streams can be opened: it is not over, and there are numbers left. */
    public boolean usable() {
        return !over && connection.isOpen() && ownStreams < Integer.MAX_VALUE / 2;
    }

    /** Tells the peer to open no more streams; those that it is just opening are still served (RFC 9113, 6.8). */
    public void warn() {
        writer.goAway(EVERY_STREAM, ErrorCode.NO_ERROR);
        flushSoon();
    }

    /** Asks whether the peer is there, and has read everything before. */
    public void ping() {
        writer.ping(0, false);
        flushSoon();
    }

    /** Serves no stream that is not open by now. */
    public void refuseMore() {
        frames.refuseMore();
        writer.goAway(frames.lastStream(), ErrorCode.NO_ERROR);
        flushSoon();
    }

    /** The peer asks for too much; every stream and the connection end, as for any other breach. */
    public void tooMuch(Breach what) {
        fail(ErrorCode.ENHANCE_YOUR_CALM, what);
    }

    /** Ends every stream, and tells the peer why; what comes from here on is dropped. */
    public void giveUp(ErrorCode code) {
        ignoreInput();
        writer.goAway(frames.lastStream(), code);
        flushSoon();
        tellAll(code);
    }

    /** What comes from here on is dropped. */
    public void ignoreInput() {
        over = true;
        look.cancel();
        frames.end();
    }

    /** Sends what was written, at the end of the loop's turn. */
    public void flushSoon() {
        if (!flushing) {
            flushing = true;
            connection.loop().execute(flush);
        }
    }

    private void flush() {
        flushing = false;
        connection.flush();
    }

    // ---- What the frames ask for

    Http2Stream accept(int id) {
        Http2Stream stream = new Http2Stream(this, id, initialSendWindow, limits.streamWindow(), Unheard.EVENTS);
        streams.add(stream);
        return stream;
    }

    boolean mine(int id) {
        return (id & 1) == 1 && id < 2 * ownStreams;
    }

    /**
     * A connection to an endpoint carries streams of many clients: its window never waits for one of them, only the windows of its streams do.
     *
     * @return false when the peer sent more than it may
     */
    boolean receive(int octets) {
        receiveWindow -= octets;
        boolean allowed = receiveWindow >= 0;
        if (!server) {
            credit(octets);
        }
        return allowed;
    }

    boolean allTaken() {
        return connection.pending() == 0;
    }

    /** The peer opens the connection's window; false when that is more than a window can be. */
    boolean widen(int more) {
        long wider = (long) sendWindow + more;
        sendWindow = (int) wider;
        return wider <= Integer.MAX_VALUE;
    }

    /** The peer changes the windows of all streams; false when that is more than one can be. */
    boolean initialWindow(int octets) {
        int change = octets - initialSendWindow;
        initialSendWindow = octets;
        boolean sound = true;
        for (Http2Stream stream : streams.all()) {
            sound &= stream.widen(change);
        }
        return sound;
    }

    /** The peer does not serve streams of ours beyond this one. */
    void served(int last) {
        for (Http2Stream stream : streams.all()) {
            if (mine(stream.id()) && stream.id() > last) {
                tell(stream, ErrorCode.REFUSED_STREAM);
            }
        }
    }

    /** The stream is over: the peer said so, or has broken its rules. */
    void tell(Http2Stream stream, ErrorCode code) {
        complete(stream);
        stream.events().reset(code);
    }

    /** The connection cannot go on. Always false. */
    boolean fail(ErrorCode code, Breach breach) {
        if (!over) {
            giveUp(code);
            owner.breach(breach);
            owner.broken();
        }
        return false;
    }

    private void tellAll(ErrorCode code) {
        waiting.clear();
        List<Http2Stream> all = streams.all();
        all.forEach(stream -> tell(stream, code));
    }

    // ---- What the connection says

    @Override
    public void received(Received bytes) {
        owner.received(bytes.length());
        int at = 0;
        while (!over && prefaceSeen < PREFACE.length && at < bytes.length()) {
            if (bytes.at(at++) != PREFACE[prefaceSeen++]) {
                fail(ErrorCode.PROTOCOL_ERROR, Breach.ProtocolError);
            }
        }
        if (!over && at < bytes.length()) {
            reader.read(bytes, at, frames);
        }
    }

    @Override
    public void batchEnded() {
        owner.batchEnded();
        connection.flush();
    }

    @Override
    public void writable() {
        sendWaiting();
        streams.all().forEach(Http2Connection::goOn);
    }

    /** The peer sends no more: its streams that have not ended cannot end. */
    @Override
    public void ended() {
        owner.ended();
    }

    @Override
    public void closed(boolean reset) {
        if (connection.timedOut()) {
            streams.all().forEach(stream -> stream.events().stalled());
        }
        ignoreInput();
        stall.end();
        tellAll(ErrorCode.INTERNAL_ERROR);
        owner.closed(reset);
    }
}
