package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/** What follows a request's head, taken apart as it comes. One object serves all requests of a connection, one after the other. */
final class RequestBody {
    private @Nullable ChunkReader chunks;
    private boolean chunked;
    private long left;

    /** A body as the head announces it. */
    void begin(Fields head) {
        chunked = head.chunked();
        left = Math.max(0, head.contentLength());
        if (chunked) {
            chunks().clear();
        }
    }

    /** Hands on data from the offset on, and answers where it stopped: at the body's end, at a flaw, or at the end of what was received. */
    int read(Received from, int offset, ChunkReader.Sink sink) {
        if (chunked) {
            return chunks().read(from, offset, sink);
        }
        int count = (int) Math.min(left, from.length() - offset);
        left -= count;
        if (count > 0) {
            sink.data(from, offset, count);
        }
        return offset + count;
    }

    boolean ended() {
        return chunked ? chunks().ended() : left == 0;
    }

    @Nullable Flaw flaw() {
        return chunked ? chunks().flaw() : null;
    }

    /** Of a body in chunks: holds the trailers once it has ended. */
    ChunkReader chunks() {
        ChunkReader reader = chunks;
        if (reader == null) {
            chunks = reader = new ChunkReader(true);
        }
        return reader;
    }
}
