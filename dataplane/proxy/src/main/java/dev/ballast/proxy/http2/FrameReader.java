package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Received;

/**
 * Takes what is received apart into frames. What DATA frames carry is handed on as it comes; the payload of the other known types is handed on
 * whole, and that of unknown types is dropped.
 */
final class FrameReader {
    private static final int HEADER = 9;
    private static final byte[] NONE = new byte[0];

    private final byte[] header = new byte[HEADER];
    private final byte[] room;
    private State state = State.HEADER;
    private int got;
    private byte[] payload = NONE;

    private int type;
    private int flags;
    private int left;
    private int padding;

    private enum State {
        HEADER,
        PAYLOAD,
        PADDING_LENGTH,
        DATA,
        PADDING,
        UNKNOWN
    }

    /** What becomes of frames. */
    interface Sink {
        /** A frame begins. False when it must not be read on: the connection is over. */
        boolean frame(int length, int type, int flags, int stream);

        /** All that a frame other than DATA carries; false when the connection is over. */
        boolean payload(byte[] bytes, int length);

        /** Some of the content of a DATA frame, or of what it is padded with. */
        void data(Received from, int offset, int count);

        /** @param count octets of padding, its length among them */
        void padding(int count);

        /** A DATA frame has ended. False when the connection is over. */
        boolean dataEnded();
    }

    /** @param room for the payload of a whole frame, valid during one event */
    FrameReader(byte[] room) {
        this.room = room;
    }

    /** Whether a frame has begun and not ended. */
    boolean inFrame() {
        return state != State.HEADER || got > 0;
    }

    /** Reads to the end of what was received, or until the sink says that it is over. */
    void read(Received from, int offset, Sink sink) {
        int at = offset;
        boolean on = true;
        while (on && at < from.length()) {
            int available = from.length() - at;
            switch (state) {
                case HEADER -> {
                    int count = Math.min(HEADER - got, available);
                    from.copy(at, header, got, count);
                    got += count;
                    at += count;
                    on = got < HEADER || begin(sink);
                }
                case PAYLOAD -> {
                    int count = Math.min(left, available);
                    on = payload(from, at, count, sink);
                    at += count;
                }
                case PADDING_LENGTH -> {
                    padding = from.at(at++) & 0xff;
                    left--;
                    on = padded(sink);
                }
                case DATA -> {
                    int count = Math.min(left - padding, available);
                    left -= count;
                    sink.data(from, at, count);
                    at += count;
                    on = left > padding || dataOver(sink);
                }
                case PADDING -> {
                    int count = Math.min(left, available);
                    left -= count;
                    at += count;
                    on = left > 0 || dataOver(sink);
                }
                case UNKNOWN -> {
                    int count = Math.min(left, available);
                    left -= count;
                    at += count;
                    if (left == 0) {
                        next();
                    }
                }
            }
        }
    }

    private void next() {
        state = State.HEADER;
        got = 0;
        payload = NONE;
    }

    private boolean begin(Sink sink) {
        left = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
        type = header[3];
        flags = header[4];
        padding = 0;
        int stream = Octets.int31(header, 5);
        if (!sink.frame(left, type, flags, stream)) {
            return false;
        }
        got = 0;
        if (type == FrameType.DATA) {
            if ((flags & FrameType.PADDED) != 0) {
                state = State.PADDING_LENGTH;
                return left > 0 || padded(sink);
            }
            state = State.DATA;
            return left > 0 || dataOver(sink);
        }
        if (type < 0 || type > FrameType.CONTINUATION) {
            state = left > 0 ? State.UNKNOWN : State.HEADER;
            return true;
        }
        state = State.PAYLOAD;
        return left > 0 || whole(room, 0, sink);
    }

    private boolean payload(Received from, int offset, int count, Sink sink) {
        if (got == 0 && count == left) {
            from.copy(offset, room, 0, count);
            return whole(room, count, sink);
        }
        if (got == 0) {
            payload = new byte[left];
        }
        from.copy(offset, payload, got, count);
        got += count;
        left -= count;
        return left > 0 || whole(payload, got, sink);
    }

    private boolean whole(byte[] bytes, int length, Sink sink) {
        next();
        return sink.payload(bytes, length);
    }

    /** The length of the padding is known; as much as the frame, or more, is refused by the sink. */
    private boolean padded(Sink sink) {
        if (padding > left) {
            sink.padding(-1);
            return false;
        }
        sink.padding(padding + 1);
        state = left > padding ? State.DATA : State.PADDING;
        return left > 0 || dataOver(sink);
    }

    private boolean dataOver(Sink sink) {
        if (left > 0) {
            state = State.PADDING;
            return true;
        }
        next();
        return sink.dataEnded();
    }
}
