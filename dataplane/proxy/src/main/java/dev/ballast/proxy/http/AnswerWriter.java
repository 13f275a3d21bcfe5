package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/** Writes one answer anew for the client, with a framing of our own. */
final class AnswerWriter {
    private static final byte[] VERSION = Composer.octets("HTTP/1.1 ");
    private static final byte[] LENGTH = Composer.octets("Content-Length: ");
    private static final byte[] CHUNKED = Composer.octets("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Composer.octets("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Composer.octets("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Composer.octets("Connection: Upgrade\r\nUpgrade: ");
    private static final byte[] LAST_CHUNK = Composer.octets("0\r\n");

    private final Connection client;
    private final Composer out;
    private boolean chunked;
    private boolean toClose;

    AnswerWriter(Connection client, Composer out) {
        this.client = client;
        this.out = out;
    }

    /** Whether the client sees the answer's end only by the connection's end. */
    boolean endsByClose() {
        return toClose;
    }

    void interim(ResponseHead head) {
        statusLine(head);
        fields(head, false);
        out.line().writeTo(client);
    }

    /** The answer that agrees to another protocol; what follows it is not HTTP. */
    void switching(ResponseHead head, byte[] protocol) {
        statusLine(head);
        fields(head, false);
        out.add(UPGRADE).add(protocol).line().line().writeTo(client);
    }

    /**
     * @param bodiless nothing follows the head
     * @param keep whether the connection is kept after it; of no effect where only its end shows the answer's end
     * @param http10 whether the client speaks HTTP/1.0
     */
    void head(ResponseHead head, boolean bodiless, boolean keep, boolean http10) {
        long length = head.fields().contentLength();
        boolean unknown = !bodiless && length < 0;
        chunked = unknown && !http10;
        toClose = unknown && http10;
        statusLine(head);
        fields(head, chunked);
        if (chunked) {
            out.add(CHUNKED);
        } else if (length >= 0 && head.status() != 204) {
            out.add(LENGTH).decimal(length).line();
        }
        if (!keep || toClose) {
            out.add(CLOSE);
        } else if (http10) {
            out.add(KEEP_ALIVE);
        }
        out.line().writeTo(client);
    }

    private void statusLine(ResponseHead head) {
        out.begin(client.loop().scratch())
                .add(VERSION)
                .decimal(head.status())
                .add(' ')
                .add(head.bytes(), head.reasonStart(), head.reasonEnd())
                .line();
    }

    private void fields(ResponseHead head, boolean trailers) {
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            boolean kept =
                    switch (fields.name(i)) {
                        case CONTENT_LENGTH -> false;
                        case TRAILER -> trailers;
                        default -> !fields.name(i).hopByHop();
                    };
            if (kept && !fields.nominated(head.bytes(), i)) {
                out.field(head.bytes(), fields, i);
            }
        }
    }

    void data(Received from, int offset, int count) {
        RequestWriter.data(out, chunked, client, from, offset, count);
    }

    /** Ends the answer; the trailers of a body that came in chunks are passed on where the client can see them. */
    void end(@Nullable ChunkReader body) {
        if (chunked && body != null) {
            RequestWriter.end(out, client, body.trailerBytes(), body.trailers());
        } else if (chunked) {
            out.begin(client.loop().scratch()).add(LAST_CHUNK).line().writeTo(client);
        }
    }

    /** An answer of our own. */
    void reply(Reply reply, boolean headOnly, boolean keep, boolean http10) {
        byte[] text = reply.text();
        out.begin(client.loop().scratch()).add(VERSION).add(reply.statusAndFields()).add(LENGTH).decimal(text.length).line();
        if (!keep) {
            out.add(CLOSE);
        } else if (http10) {
            out.add(KEEP_ALIVE);
        }
        out.line();
        if (!headOnly) {
            out.add(text);
        }
        out.writeTo(client);
    }
}
