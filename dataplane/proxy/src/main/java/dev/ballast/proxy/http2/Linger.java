package dev.ballast.proxy.http2;

import dev.ballast.proxy.transport.Deadlines;
import dev.ballast.proxy.transport.Received;

/**
 * A stream whose answer is complete while the peer is still sending: what comes is thrown away, and the peer may send on, so that it reads the answer before it
 * is told to stop. A client that is told at once (RFC 9113, 8.1, lets us) may throw the answer away with the rest of its request, and many do. For so long, and
 * for so much, as a connection of HTTP/1 is listened to after an early answer; then the stream is reset without an error. On its connection's loop only.
 */
final class Linger extends Unheard {
    static final long MILLIS = 5_000;
    static final int OCTETS = 1 << 20;

    private final Http2Stream stream;
    private final Http2Connection connection;
    private final Deadlines.Deadline deadline;
    private int left = OCTETS;

    Linger(Http2Stream stream, Http2Connection connection) {
        this.stream = stream;
        this.connection = connection;
        this.deadline = connection.deadline(() -> stream.reset(ErrorCode.NO_ERROR));
        deadline.in(MILLIS);
    }

    /** The stream is gone. */
    void over() {
        deadline.cancel();
    }

    @Override
    public void data(Received from, int offset, int count) {
        left -= count;
        stream.consumed(count);
        if (left < 0) {
            stream.reset(ErrorCode.NO_ERROR);
        }
    }

    @Override
    public void headers(HeaderList list, boolean end) {
        connection.giveBack(list);
    }
}
