package dev.ballast.proxy.http;

import dev.ballast.proxy.http2.HpackEncoder;
import org.jspecify.annotations.Nullable;

/** Writes a request anew for an endpoint that speaks HTTP/2, from what was understood of it. What {@link RequestWriter} leaves out is left out here. */
final class Http2RequestWriter {
    private static final int NAME_AUTHORITY = 1;
    private static final int METHOD_GET = 2;
    private static final int METHOD_POST = 3;
    private static final int SCHEME_HTTP = 6;
    private static final int SCHEME_HTTPS = 7;
    private static final int NAME_CONTENT_LENGTH = 28;
    private static final byte[] FORWARDED_FOR = Composer.octets("x-forwarded-for");
    private static final byte[] FORWARDED_PROTO = Composer.octets("x-forwarded-proto");
    private static final byte[] FORWARDED_HOST = Composer.octets("x-forwarded-host");
    private static final byte[] HTTP = Composer.octets("http");
    private static final byte[] HTTPS = Composer.octets("https");
    private static final byte[] TE = Composer.octets("te");
    private static final byte[] TRAILERS = Composer.octets("trailers");

    private Http2RequestWriter() {}

    /**
     * The head.
     *
     * @param host that the endpoint is asked for; null for the client's
     * @param secure whether the endpoint is spoken to over TLS
     */
    static void head(HpackEncoder out, Request head, ClientFacts client, byte @Nullable [] host, boolean secure) {
        byte[] bytes = head.bytes();
        method(out, head);
        out.indexed(secure ? SCHEME_HTTPS : SCHEME_HTTP);
        int before = !head.rootTarget() ? 0 : head.method() == Method.OPTIONS && head.targetStart() == head.targetEnd() ? '*' : '/';
        out.path(before, bytes, head.targetStart(), head.targetEnd());
        byte[] authority = authority(head, client);
        int start = head.hasAuthority() ? head.authorityStart() : 0;
        int end = head.hasAuthority() ? head.authorityEnd() : authority.length;
        if (host == null) {
            out.named(NAME_AUTHORITY, authority, start, end);
        } else {
            out.named(NAME_AUTHORITY, host, 0, host.length);
        }
        Fields fields = head.fields();
        for (int i = 0; i < fields.count(); i++) {
            if (RequestWriter.kept(head, i)) {
                out.field(bytes, fields.nameStart(i), fields.nameEnd(i), fields.valueStart(i), fields.valueEnd(i));
            }
        }
        if (head.takesTrailers()) {
            out.field(TE, TRAILERS, 0, TRAILERS.length);
        }
        if (fields.contentLength() >= 0) {
            out.named(NAME_CONTENT_LENGTH, fields.contentLength());
        }
        out.field(FORWARDED_FOR, client.address(), 0, client.address().length);
        byte[] proto = client.secure() ? HTTPS : HTTP;
        out.field(FORWARDED_PROTO, proto, 0, proto.length);
        out.field(FORWARDED_HOST, authority, start, end);
    }

    private static void method(HpackEncoder out, Request head) {
        if (head.method() == Method.GET) {
            out.indexed(METHOD_GET);
        } else if (head.method() == Method.POST) {
            out.indexed(METHOD_POST);
        } else {
            out.named(METHOD_GET, head.bytes(), head.methodStart(), head.methodEnd());
        }
    }

    private static byte[] authority(Request head, ClientFacts client) {
        return head.hasAuthority() ? head.bytes() : client.localAuthority();
    }

    /** Answers whether there is anything in them to be sent. */
    static boolean trailers(HpackEncoder out, byte[] bytes, Fields trailers) {
        boolean any = false;
        for (int i = 0; i < trailers.count(); i++) {
            if (trailers.name(i) == Name.OTHER) {
                any = true;
                out.field(bytes, trailers.nameStart(i), trailers.nameEnd(i), trailers.valueStart(i), trailers.valueEnd(i));
            }
        }
        return any;
    }
}
