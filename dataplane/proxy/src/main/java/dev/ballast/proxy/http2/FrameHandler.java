package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Received;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the peer's frames mean, and which of them break the rules (RFC 9113, 5 and 6). A rule that a stream breaks resets the stream; every other one
 * ends the connection.
 */
final class FrameHandler implements FrameReader.Sink {
    private static final int PRIORITY_LENGTH = 5;
    private static final byte[] NONE = new byte[0];

    private final Http2Connection connection;
    private final Http2Connection.Owner owner;
    private final Http2Limits limits;
    private final boolean server;
    private final HpackDecoder decoder = new HpackDecoder(PeerSettings.TABLE);
    private final FloodGuard guard;
    private final PeerSettings settings;

    private int type;
    private int flags;
    private int id;
    private @Nullable Http2Stream stream;
    private int carried;

    private int blockStream;
    private boolean blockEnds;
    private boolean dependsOnItself;
    private byte[] block = NONE;
    private int blockLength;

    private int last;
    private boolean settled;
    private boolean refusing;

    FrameHandler(Http2Connection connection, Http2Connection.Owner owner, Http2Limits limits, boolean server, FloodGuard guard) {
        this.connection = connection;
        this.owner = owner;
        this.limits = limits;
        this.server = server;
        this.guard = guard;
        this.settings = new PeerSettings(connection, owner, server);
    }

    void announce(FrameWriter writer) {
        if (server) {
            PeerSettings.announceAsServer(writer, limits);
        } else {
            PeerSettings.announceAsClient(writer, limits);
        }
    }

    void progress() {
        guard.progress();
    }

    /** The last stream of the peer's that was served. */
    int lastStream() {
        return last;
    }

    void refuseMore() {
        refusing = true;
    }

    void end() {
        guard.end();
    }

    private boolean fail(ErrorCode code) {
        return connection.fail(code, Breach.of(code));
    }

    private boolean flood(Breach what) {
        return connection.fail(ErrorCode.ENHANCE_YOUR_CALM, what);
    }

    private boolean flagged(int flag) {
        return (flags & flag) != 0;
    }

    // ---- Every frame

    @Override
    public boolean frame(int length, int frameType, int frameFlags, int streamId) {
        type = frameType;
        flags = frameFlags;
        id = streamId;
        if (!settled && (type != FrameType.SETTINGS || flagged(FrameType.ACK))) {
            return fail(ErrorCode.PROTOCOL_ERROR); // RFC 9113, 3.4
        }
        if (length > FrameWriter.LARGEST) {
            return fail(ErrorCode.FRAME_SIZE_ERROR);
        }
        boolean continues = type == FrameType.CONTINUATION;
        if (continues != (blockStream != 0) || continues && id != blockStream) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        return switch (type) {
            case FrameType.DATA -> dataBegins(length);
            case FrameType.HEADERS, FrameType.CONTINUATION, FrameType.RST_STREAM -> true;
            case FrameType.PUSH_PROMISE -> fail(ErrorCode.PROTOCOL_ERROR); // No client may, and no server was allowed to.
            case FrameType.SETTINGS -> !guard.idle() || flood(Breach.SettingsFlood);
            case FrameType.PING -> !guard.idle() || flood(Breach.PingFlood);
            case FrameType.PRIORITY -> !guard.idle() || flood(Breach.PriorityFlood);
            case FrameType.WINDOW_UPDATE -> !guard.idle() || flood(Breach.WindowFlood);
            default -> !guard.idle() || flood(Breach.OtherFrameFlood);
        };
    }

    @Override
    public boolean payload(byte[] bytes, int length) {
        return switch (type) {
            case FrameType.HEADERS -> headers(bytes, length);
            case FrameType.CONTINUATION -> continuation(bytes, length);
            case FrameType.PRIORITY -> priority(bytes, length);
            case FrameType.RST_STREAM -> reset(bytes, length);
            case FrameType.SETTINGS -> settings(bytes, length);
            case FrameType.PING -> ping(bytes, length);
            case FrameType.GOAWAY -> goAway(bytes, length);
            default -> windowUpdate(bytes, length);
        };
    }

    /** Whether nobody has opened the stream of the frame yet. */
    private boolean idle() {
        return !connection.mine(id) && (!server || (id & 1) == 0 || id > last);
    }

    /** The peer has broken a rule of one stream. */
    private boolean breaks(Http2Stream broken, ErrorCode code) {
        Http2Stream.Events events = broken.events();
        broken.reset(code);
        events.broken(code);
        return !connection.over();
    }

    /** A stream was reset by the peer, or for what the peer did. */
    boolean resetCounts() {
        return !guard.reset() || flood(Breach.ResetFlood);
    }

    // ---- DATA

    private boolean dataBegins(int length) {
        stream = null;
        carried = 0;
        if (id == 0 || idle()) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        if (flagged(FrameType.PADDED) && length == 0) {
            return fail(ErrorCode.FRAME_SIZE_ERROR);
        }
        if (!connection.receive(length)) {
            return fail(ErrorCode.FLOW_CONTROL_ERROR);
        }
        Http2Stream found = connection.streams().find(id);
        if (found == null) {
            // A server may not have seen yet that we are done with a stream, however long ago that was.
            return !server || connection.streams().wasReset(id) || fail(ErrorCode.STREAM_CLOSED);
        }
        if (found.remoteEnded()) {
            return breaks(found, ErrorCode.STREAM_CLOSED);
        }
        if (!found.receive(length)) {
            return breaks(found, ErrorCode.FLOW_CONTROL_ERROR);
        }
        stream = found;
        return true;
    }

    @Override
    public void data(Received from, int offset, int count) {
        carried += count;
        Http2Stream to = stream;
        if (to != null && !to.gone()) {
            to.events().data(from, offset, count);
        } else {
            connection.consumed(count);
        }
    }

    @Override
    public void padding(int count) {
        Http2Stream to = stream;
        if (count < 0) {
            fail(ErrorCode.PROTOCOL_ERROR);
        } else if (to != null) {
            to.consumed(count);
        } else {
            connection.consumed(count);
        }
    }

    @Override
    public boolean dataEnded() {
        if (connection.over()) {
            return false;
        }
        boolean ends = flagged(FrameType.END_STREAM);
        if (guard.carries(carried, ends)) {
            return flood(Breach.EmptyFrameFlood);
        }
        if (carried > 0) {
            guard.progress();
        }
        Http2Stream of = stream;
        stream = null;
        if (ends && of != null && !of.gone()) {
            Http2Stream.Events events = of.events();
            of.remoteEnd();
            events.ended();
        }
        return !connection.over();
    }

    // ---- HEADERS and CONTINUATION

    private boolean headers(byte[] bytes, int length) {
        if (id == 0) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        int at = 0;
        int end = length;
        if (flagged(FrameType.PADDED)) {
            end -= length == 0 ? 1 : bytes[0] & 0xff;
            at = 1;
        }
        dependsOnItself = false;
        if (flagged(FrameType.PRIORITISED)) {
            at += PRIORITY_LENGTH;
            dependsOnItself = at <= end && Octets.int31(bytes, at - PRIORITY_LENGTH) == id;
        }
        if (at > end) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        blockEnds = flagged(FrameType.END_STREAM);
        guard.blockBegins();
        if (guard.carries(end - at, flagged(FrameType.END_HEADERS))) {
            return flood(Breach.EmptyFrameFlood);
        }
        if (flagged(FrameType.END_HEADERS)) {
            return block(bytes, at, end);
        }
        blockStream = id;
        keep(bytes, at, end);
        owner.inHeaders(true);
        return true;
    }

    private void keep(byte[] bytes, int from, int to) {
        block = Arrays.copyOf(block, blockLength + to - from);
        System.arraycopy(bytes, from, block, blockLength, to - from);
        blockLength += to - from;
    }

    private boolean continuation(byte[] bytes, int length) {
        if (guard.continuation(length) || blockLength + length > limits.headerBlock()) {
            return flood(Breach.ContinuationFlood);
        }
        keep(bytes, 0, length);
        if (!flagged(FrameType.END_HEADERS)) {
            return true;
        }
        byte[] whole = block;
        block = NONE;
        blockLength = 0;
        blockStream = 0;
        owner.inHeaders(false);
        return block(whole, 0, whole.length);
    }

    private boolean block(byte[] bytes, int from, int to) {
        HeaderList list = owner.takeList();
        if (!decoder.decode(bytes, from, to, list)) {
            owner.give(list);
            return fail(ErrorCode.COMPRESSION_ERROR);
        }
        guard.progress();
        Http2Stream open = connection.streams().find(id);
        boolean on = open == null ? fresh(list) : more(open, list);
        return on && !connection.over();
    }

    /** On a stream that is not open. */
    private boolean fresh(HeaderList list) {
        boolean begins = server && (id & 1) == 1 && id > last;
        if (!begins || refusing) {
            owner.give(list);
            if (begins || connection.streams().wasReset(id) || !server && connection.mine(id)) {
                return true;
            }
            return fail(idle() ? ErrorCode.PROTOCOL_ERROR : ErrorCode.STREAM_CLOSED);
        }
        last = id;
        if (dependsOnItself || connection.open() >= limits.streams()) {
            owner.give(list);
            Http2Stream unwanted = connection.accept(id);
            return breaks(unwanted, dependsOnItself ? ErrorCode.PROTOCOL_ERROR : ErrorCode.REFUSED_STREAM);
        }
        Http2Stream begun = connection.accept(id);
        if (blockEnds) {
            begun.remoteEnd();
        }
        owner.opened(begun, list, blockEnds);
        return true;
    }

    /** On an open stream: an answer, or trailers, with which a request ends. */
    private boolean more(Http2Stream open, HeaderList list) {
        ErrorCode wrong = open.remoteEnded()
                ? ErrorCode.STREAM_CLOSED
                : dependsOnItself || server && !blockEnds ? ErrorCode.PROTOCOL_ERROR : null;
        if (wrong != null) {
            owner.give(list);
            return breaks(open, wrong);
        }
        Http2Stream.Events events = open.events();
        if (blockEnds) {
            open.remoteEnd();
        }
        events.headers(list, blockEnds);
        return true;
    }

    // ---- The others

    private boolean priority(byte[] bytes, int length) {
        if (id == 0) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        ErrorCode wrong = length != PRIORITY_LENGTH
                ? ErrorCode.FRAME_SIZE_ERROR
                : Octets.int31(bytes, 0) == id ? ErrorCode.PROTOCOL_ERROR : null;
        if (wrong == null) {
            return true;
        }
        Http2Stream open = connection.streams().find(id);
        return open == null ? fail(wrong) : breaks(open, wrong);
    }

    private boolean reset(byte[] bytes, int length) {
        if (length != 4) {
            return fail(ErrorCode.FRAME_SIZE_ERROR);
        }
        if (id == 0 || idle()) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        Http2Stream open = connection.streams().find(id);
        if (open != null) {
            connection.tell(open, ErrorCode.of(Octets.int32(bytes, 0)));
        } else {
            connection.streams().forgetReset(id);
        }
        return resetCounts();
    }

    private boolean settings(byte[] bytes, int length) {
        if (id != 0) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        if (flagged(FrameType.ACK)) {
            return length == 0 || fail(ErrorCode.FRAME_SIZE_ERROR);
        }
        ErrorCode wrong = settings.take(bytes, length);
        if (wrong != null) {
            return fail(wrong);
        }
        if (!settled) {
            settled = true;
            owner.settled();
        }
        if (guard.answers(connection.allTaken())) {
            return flood(Breach.SettingsFlood);
        }
        connection.writer().settingsTaken();
        connection.sendWaiting();
        return !connection.over();
    }

    private boolean ping(byte[] bytes, int length) {
        if (id != 0) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        if (length != 8) {
            return fail(ErrorCode.FRAME_SIZE_ERROR);
        }
        if (flagged(FrameType.ACK)) {
            owner.answered();
            return true;
        }
        if (guard.answers(connection.allTaken())) {
            return flood(Breach.PingFlood);
        }
        connection.writer().ping((long) Octets.int32(bytes, 0) << 32 | Octets.int32(bytes, 4) & 0xffffffffL, true);
        return true;
    }

    private boolean goAway(byte[] bytes, int length) {
        if (id != 0) {
            return fail(ErrorCode.PROTOCOL_ERROR);
        }
        if (length < 8) {
            return fail(ErrorCode.FRAME_SIZE_ERROR);
        }
        owner.leaving(); // First, so that nobody tries again on this connection.
        connection.served(Octets.int31(bytes, 0));
        return !connection.over();
    }

    private boolean windowUpdate(byte[] bytes, int length) {
        if (length != 4) {
            return fail(ErrorCode.FRAME_SIZE_ERROR);
        }
        int more = Octets.int31(bytes, 0);
        if (id == 0) {
            if (more == 0) {
                return fail(ErrorCode.PROTOCOL_ERROR);
            }
            if (!connection.widen(more)) {
                return fail(ErrorCode.FLOW_CONTROL_ERROR);
            }
        } else {
            if (idle()) {
                return fail(ErrorCode.PROTOCOL_ERROR);
            }
            Http2Stream open = connection.streams().find(id);
            if (open == null) {
                return true;
            }
            if (more == 0 || !open.widen(more)) {
                return breaks(open, more == 0 ? ErrorCode.PROTOCOL_ERROR : ErrorCode.FLOW_CONTROL_ERROR);
            }
        }
        connection.sendWaiting();
        return !connection.over();
    }
}
