package dev.ballast.proxy.http;

import dev.ballast.proxy.telemetry.Journal;
import dev.ballast.proxy.telemetry.RequestTrace;
import dev.ballast.traffic.endpoint.Endpoint;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Header fields by which Ballast shows itself, and those of traces. What a client or an endpoint sends under such a name is not passed on. */
final class OwnFields {
    /** Reads what a trace needs of a request. */
    static final TextMapGetter<Request> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Request request) {
            throw new UnsupportedOperationException("W3C Trace Context asks by name");
        }

        @Override
        public @Nullable String get(@Nullable Request request, String name) {
            return request == null ? null : value(request, octets(name));
        }
    };

    private static final byte[] TRACEPARENT = octets("traceparent");
    private static final byte[] FORWARDED_BY = octets("x-forwarded-by");
    private static final byte[] BALLAST = octets("ballast");
    private static final byte[] SERVER = octets("x-backend-server");

    private OwnFields() {}

    /** Before each attempt. */
    static void request(Request head, Journal journal, @Nullable RequestTrace trace, Endpoint endpoint) {
        if (trace != null) {
            head.fields().drop(head.bytes(), TRACEPARENT);
            head.add(TRACEPARENT, trace.attempt(endpoint.id()));
        }
        if (journal.headers().forwardedBy()) {
            head.fields().drop(head.bytes(), FORWARDED_BY);
            head.add(FORWARDED_BY, BALLAST);
        }
        if (journal.headers().endpoint()) {
            head.fields().drop(head.bytes(), SERVER);
            head.add(SERVER, octets(endpoint.id()));
        }
    }

    static void response(Response head, Journal journal, @Nullable Endpoint endpoint) {
        if (endpoint != null && journal.headers().endpoint()) {
            head.fields().drop(head.bytes(), SERVER);
            head.add(SERVER, octets(endpoint.id()));
        }
    }

    private static @Nullable String value(Request request, byte[] name) {
        Fields fields = request.fields();
        byte[] bytes = request.bytes();
        for (int i = 0; i < fields.count(); i++) {
            if (Chars.equalsIgnoreCase(bytes, fields.nameStart(i), fields.nameEnd(i), name)) {
                return new String(bytes, fields.valueStart(i), fields.valueEnd(i) - fields.valueStart(i), StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
