package dev.ballast.proxy.http;

import dev.ballast.proxy.transport.Connection;
import dev.ballast.proxy.transport.Received;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request anew for an endpoint, from what was understood of it: always HTTP/1.1, in origin form, with one authority and one framing
 * of our own. What speaks to us only is left out; what tells the endpoint about the client is ours alone.
 */
final class RequestWriter {
    private static final byte[] VERSION = Composer.octets(" HTTP/1.1\r\nHost: ");
    private static final byte[] LENGTH = Composer.octets("Content-Length: ");
    private static final byte[] CHUNKED = Composer.octets("Transfer-Encoding: chunked\r\n");
    private static final byte[] FORWARDED_FOR = Composer.octets("X-Forwarded-For: ");
    private static final byte[] FORWARDED_PROTO_HTTP = Composer.octets("X-Forwarded-Proto: http\r\n");
    private static final byte[] FORWARDED_PROTO_HTTPS = Composer.octets("X-Forwarded-Proto: https\r\n");
    private static final byte[] FORWARDED_HOST = Composer.octets("X-Forwarded-Host: ");
    private static final byte[] UPGRADE = Composer.octets("Connection: Upgrade\r\nUpgrade: ");
    private static final byte[] LAST_CHUNK = Composer.octets("0\r\n");

    private RequestWriter() {}

    /**
     * The head, with the empty line that ends it.
     *
     * @param host that the endpoint is asked for; null for the client's
     * @param upgrade the protocol that the endpoint may change to; null where it may not
     */
    static void head(Composer out, Request head, ClientFacts client, byte @Nullable [] host, byte @Nullable [] upgrade) {
        byte[] bytes = head.bytes();
        out.add(bytes, head.methodStart(), head.methodEnd()).add(' ');
        if (head.rootTarget()) {
            out.add(head.method() == Method.OPTIONS && head.targetStart() == head.targetEnd() ? '*' : '/');
        }
        out.add(bytes, head.targetStart(), head.targetEnd()).add(VERSION);
        (host == null ? authority(out, head, client) : out.add(host)).line();
        fields(out, head);
        if (upgrade != null) {
            out.add(UPGRADE).add(upgrade).line();
        }
        if (head.fields().chunked()) {
            out.add(CHUNKED);
        } else if (head.fields().contentLength() >= 0) {
            out.add(LENGTH).decimal(head.fields().contentLength()).line();
        }
        out.add(FORWARDED_FOR).add(client.address()).line();
        out.add(client.secure() ? FORWARDED_PROTO_HTTPS : FORWARDED_PROTO_HTTP);
        out.add(FORWARDED_HOST);
        authority(out, head, client).line().line();
    }

    private static Composer authority(Composer out, Request head, ClientFacts client) {
        return head.hasAuthority()
                ? out.add(head.bytes(), head.authorityStart(), head.authorityEnd())
                : out.add(client.localAuthority());
    }

    private static void fields(Composer out, Request head) {
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (kept(head, i)) {
                out.field(head.bytes(), fields, i);
            }
        }
    }

    /** Whether a field is passed on as it is. */
    static boolean kept(Request head, int field) {
        Fields fields = head.fields();
        boolean kept =
                switch (fields.name(field)) {
                    case HOST, CONTENT_LENGTH, X_FORWARDED, FORWARDED -> false;
                    case TRAILER -> fields.chunked();
                    case EXPECT -> !head.http10(); // RFC 9110, 10.1.1
                    default -> !fields.name(field).hopByHop();
                };
        return kept && !fields.nominated(head.bytes(), field);
    }

    /** A part of a body, as a chunk where the body is chunked. */
    static void data(Composer out, boolean chunked, Connection to, Received from, int offset, int count) {
        if (chunked) {
            out.begin(to.loop().scratch()).hex(count).line().writeTo(to);
        }
        to.write(from, offset, count);
        if (chunked) {
            out.line().writeTo(to);
        }
    }

    /** The end of a chunked body. */
    static void end(Composer out, Connection to, byte[] bytes, Fields trailers) {
        out.begin(to.loop().scratch()).add(LAST_CHUNK);
        for (int i = 0; i < trailers.count(); i++) {
            if (trailers.name(i) == Name.OTHER) { // What frames, routes or authorises has no place behind the body (RFC 9110, 6.5.1).
                out.field(bytes, trailers, i);
            }
        }
        out.line().writeTo(to);
    }
}
