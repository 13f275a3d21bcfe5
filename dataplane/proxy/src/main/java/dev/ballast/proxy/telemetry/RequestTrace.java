package dev.ballast.proxy.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The span of a request, and those of its attempts, with the attributes that OpenTelemetry's conventions for HTTP have. On the loop of the
 * request's client.
 */
public final class RequestTrace {
    private final Tracer tracer;
    private final Span request;
    private final String name;
    private @Nullable Span attempt;
    private int attempts;

    RequestTrace(Tracer tracer, Span request, String name) {
        this.tracer = tracer;
        this.request = request;
        this.name = name;
    }

    /**
     * An attempt begins; one before it has come to nothing.
     *
     * @param endpoint address and port
     * @return what the endpoint is told in the field {@code traceparent}
     */
    public byte[] attempt(String endpoint) {
        Span next = tracer.spanBuilder(name)
                .setParent(Context.root().with(request))
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("server.address", endpoint)
                .startSpan();
        if (attempts > 0) {
            next.setAttribute("http.request.resend_count", attempts);
        }
        attempts++;
        attempt = next;
        SpanContext context = next.getSpanContext();
        return ("00-" + context.getTraceId() + "-" + context.getSpanId() + "-" + context.getTraceFlags().asHex())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The attempt has ended, if there is one.
     *
     * @param status of its answer; 0 without one
     * @param reason of its failure
     */
    public void attemptEnded(int status, @Nullable String reason) {
        Span span = attempt;
        attempt = null;
        if (span != null) {
            end(span, status, reason, status >= 400);
        }
    }

    /** All that is known of it. */
    public void end(AccessEntry entry) {
        attemptEnded(entry.status(), entry.reason());
        AccessEntry.RequestLine line = entry.request();
        if (line != null) {
            request.setAttribute("http.request.method", line.method())
                    .setAttribute("url.path", line.path())
                    .setAttribute("server.address", line.host());
        }
        request.setAttribute("client.address", entry.client())
                .setAttribute("network.protocol.version", entry.protocol().substring(entry.protocol().indexOf('/') + 1))
                .setAttribute("ballast.listener", entry.listener());
        if (entry.backend() != null) {
            request.setAttribute("ballast.backend", entry.backend());
        }
        end(request, entry.status(), entry.reason(), entry.status() >= 500);
    }

    private static void end(Span span, int status, @Nullable String reason, boolean bad) {
        if (status != 0) {
            span.setAttribute("http.response.status_code", status);
        }
        if (reason != null) {
            span.setAttribute("error.type", reason);
        }
        if (bad || reason != null) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
