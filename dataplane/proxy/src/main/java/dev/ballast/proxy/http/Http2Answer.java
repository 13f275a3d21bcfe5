package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.HpackEncoder;
import dev.ballast.proxy.http2.Http2Stream;
import dev.ballast.proxy.transport.HeldBytes;
import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/** Writes one answer to a stream. */
final class Http2Answer implements Answer {
    private static final int NAME_CONTENT_LENGTH = 28;
    private static final int NAME_CONTENT_TYPE = 31;

    private final Http2Stream stream;
    private final Request request;
    private long left;
    private boolean ended;

    /** @param request that is answered; looked at until then */
    Http2Answer(Http2Stream stream, Request request) {
        this.stream = stream;
        this.request = request;
    }

    @Override
    public void interim(Response head) {
        fields(stream.headers().status(head.status()), head, false);
        stream.sendHeaders(false);
    }

    @Override
    public void switching(Response head, byte[] protocol) {
        fields(stream.headers().status(200), head, false);
        stream.sendHeaders(false);
    }

    @Override
    public void head(Response head, boolean bodiless) {
        left = head.fields().contentLength();
        ended = bodiless || left == 0;
        HpackEncoder out = stream.headers().status(head.status());
        fields(out, head, left < 0);
        if (left >= 0 && head.status() != 204) {
            out.named(NAME_CONTENT_LENGTH, left);
        }
        stream.sendHeaders(ended);
    }

    private static void fields(HpackEncoder out, Response head, boolean trailers) {
        Fields fields = head.fields();
        byte[] bytes = head.bytes();
        for (int i = 0; i < fields.count(); i++) {
            boolean kept =
                    switch (fields.name(i)) {
                        case CONTENT_LENGTH -> false;
                        case TRAILER -> trailers;
                        default -> !fields.name(i).hopByHop();
                    };
            if (kept && !fields.nominated(bytes, i)) {
                out.field(bytes, fields.nameStart(i), fields.nameEnd(i), fields.valueStart(i), fields.valueEnd(i));
            }
        }
    }

    @Override
    public void data(Received from, int offset, int count) {
        ended = left == count;
        left -= left < 0 ? 0 : count;
        stream.send(from, offset, count, ended);
    }

    @Override
    public void end(byte[] bytes, @Nullable Fields trailers) {
        if (ended) {
            return;
        }
        ended = true;
        if (trailers == null || !any(trailers)) {
            stream.end();
            return;
        }
        HpackEncoder out = stream.headers();
        for (int i = 0; i < trailers.count(); i++) {
            if (trailers.name(i) == Name.OTHER) {
                out.field(bytes, trailers.nameStart(i), trailers.nameEnd(i), trailers.valueStart(i), trailers.valueEnd(i));
            }
        }
        stream.sendHeaders(true);
    }

    private static boolean any(Fields trailers) {
        for (int i = 0; i < trailers.count(); i++) {
            if (trailers.name(i) == Name.OTHER) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void reply(Reply reply, boolean headOnly) {
        ended = true;
        if (GrpcReply.wanted(reply, request)) {
            GrpcReply.write(reply, stream);
            return;
        }
        byte[] text = reply.text();
        HpackEncoder out = stream.headers()
                .status(reply.status())
                .named(NAME_CONTENT_TYPE, Reply.TYPE, 0, Reply.TYPE.length)
                .named(NAME_CONTENT_LENGTH, text.length);
        fields(out, reply);
        stream.sendHeaders(headOnly);
        if (!headOnly) {
            stream.send(HeldBytes.of(text), 0, text.length, true);
        }
    }

    /** Those that a reply has beside its type and length. */
    static void fields(HpackEncoder out, Reply reply) {
        for (Reply.Field field : reply.fields()) {
            byte[] octets = field.octets();
            out.field(octets, 0, field.name().length(), field.name().length(), octets.length);
        }
    }
}
