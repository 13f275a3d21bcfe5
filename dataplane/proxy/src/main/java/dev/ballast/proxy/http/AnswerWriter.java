package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/** Writes answers to a client of HTTP/1. */
final class AnswerWriter implements Answer {
    private static final byte[] VERSION = Composer.octets("HTTP/1.1 ");
    private static final byte[] LENGTH = Composer.octets("Content-Length: ");
    private static final byte[] CHUNKED = Composer.octets("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Composer.octets("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Composer.octets("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Composer.octets("Connection: Upgrade\r\nUpgrade: ");
    private static final byte[] LAST_CHUNK = Composer.octets("0\r\n");

    private final Asked asked;
    private final Connection client;
    private final Composer out;
    private boolean chunked;
    private boolean toClose;

    /** What of the request, and of its connection, an answer's framing depends on. */
    interface Asked {
        /** Decides, as an answer is written, whether the connection serves another request after it. */
        boolean keeps();

        /** Whether the client speaks HTTP/1.0. */
        boolean http10();
    }

    AnswerWriter(Asked asked, Connection client, Composer out) {
        this.asked = asked;
        this.client = client;
        this.out = out;
    }

    /** Whether the client sees the answer's end only by the connection's end. */
    boolean endsByClose() {
        return toClose;
    }

    @Override
    public void interim(Response head) {
        statusLine(head);
        fields(head, false);
        out.line().writeTo(client);
    }

    @Override
    public void switching(Response head, byte[] protocol) {
        statusLine(head);
        fields(head, false);
        out.add(UPGRADE).add(protocol).line().line().writeTo(client);
    }

    @Override
    public void head(Response head, boolean bodiless) {
        boolean http10 = asked.http10();
        long length = head.empty() ? 0 : head.fields().contentLength();
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
        if (!asked.keeps() || toClose) {
            out.add(CLOSE);
        } else if (http10) {
            out.add(KEEP_ALIVE);
        }
        out.line().writeTo(client);
    }

    private void statusLine(Response head) {
        out.begin(client.loop().scratch())
                .add(VERSION)
                .decimal(head.status())
                .add(' ')
                .add(head.bytes(), head.reasonStart(), head.reasonEnd());
        if (head.reasonStart() == head.reasonEnd()) {
            out.add(StatusPhrase.of(head.status()));
        }
        out.line();
    }

    private void fields(Response head, boolean trailers) {
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

    @Override
    public void data(Received from, int offset, int count) {
        RequestWriter.data(out, chunked, client, from, offset, count);
    }

    @Override
    public void end(byte[] bytes, @Nullable Fields trailers) {
        if (chunked && trailers != null) {
            RequestWriter.end(out, client, bytes, trailers);
        } else if (chunked) {
            out.begin(client.loop().scratch()).add(LAST_CHUNK).line().writeTo(client);
        }
    }

    @Override
    public void reply(Reply reply, boolean headOnly) {
        byte[] text = reply.text();
        toClose = false;
        out.begin(client.loop().scratch()).add(VERSION).add(reply.statusAndFields()).add(LENGTH).decimal(text.length).line();
        if (!asked.keeps()) {
            out.add(CLOSE);
        } else if (asked.http10()) {
            out.add(KEEP_ALIVE);
        }
        out.line();
        if (!headOnly) {
            out.add(text);
        }
        out.writeTo(client);
    }
}
