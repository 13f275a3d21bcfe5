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
            return request == null ? null : value(request, Composer.octets(name));
        }
    };

    private static final byte[] TRACEPARENT = Composer.octets("traceparent");
    private static final byte[] FORWARDED_BY = Composer.octets("x-forwarded-by");
    private static final byte[] BALLAST = Composer.octets("ballast");
    private static final byte[] SERVER = Composer.octets("x-backend-server");
    private static final byte[] REASON = Composer.octets("ballast-reason");

    private OwnFields() {}

    /** Before each attempt. */
    static void request(Request head, Journal journal, @Nullable RequestTrace trace, Endpoint endpoint) {
        if (trace != null) {
            replace(head, TRACEPARENT, trace.attempt(endpoint.id()));
        }
        if (journal.headers().forwardedBy()) {
            replace(head, FORWARDED_BY, BALLAST);
        }
        if (journal.headers().endpoint()) {
            replace(head, SERVER, Composer.octets(endpoint.id()));
        }
    }

    private static void replace(Request head, byte[] name, byte[] value) {
        head.fields().drop(head.bytes(), name);
        head.add(name, value);
    }

    static void response(Response head, Journal journal, @Nullable Endpoint endpoint) {
        if (endpoint != null && journal.headers().endpoint()) {
            head.fields().drop(head.bytes(), SERVER);
            head.add(SERVER, Composer.octets(endpoint.id()));
        }
        if (journal.headers().reason()) {
            head.fields().drop(head.bytes(), REASON);
        }
    }

    /** The same answer of ours, with its reason in a field where that is wanted. */
    static Reply reply(Reply reply, Journal journal) {
        return journal.headers().reason() ? reply.withReason() : reply;
    }

    private static @Nullable String value(Request request, byte[] name) {
        Fields fields = request.fields();
        int field = fields.find(request.bytes(), name);
        return field < 0
                ? null
                : new String(request.bytes(), fields.valueStart(field), fields.valueEnd(field) - fields.valueStart(field), StandardCharsets.ISO_8859_1);
    }
}
