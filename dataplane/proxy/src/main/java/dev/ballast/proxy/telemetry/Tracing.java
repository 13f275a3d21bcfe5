package dev.ballast.proxy.telemetry;

import dev.ballast.contract.snapshot.ObservabilityConfig.TracingConfig;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.TimeUnit;

/**
 * Spans of requests and of their attempts, sent to a collector of OpenTelemetry. A trace that a client brings is continued, and sampled as its
 * sender decided (W3C Trace Context). Spans wait in a bounded queue for a thread of the library's own: a collector that is slow or away costs
 * spans, never a request.
 *
 * <p>Begun and ended by any thread.
 */
public final class Tracing {
    private static final String SPANS = "/v1/traces";
    private static final long MOST_WAITED_SECONDS = 2;

    private final TracingConfig config;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    Tracing(TracingConfig config) {
        this.config = config;
        String endpoint = config.otlpEndpoint();
        String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.builder().put("service.name", "ballast").build())))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.samplingPercent() / 100.0)))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder().setEndpoint(base + SPANS).build()).build())
                .build();
        tracer = provider.get("dev.ballast");
    }

    TracingConfig config() {
        return config;
    }

    /**
     * A request has come.
     *
     * @param name short, and one of few: the method
     * @param request whose header fields may hold a trace
     */
    public <C> RequestTrace begin(String name, C request, TextMapGetter<C> fields) {
        Context sender = W3CTraceContextPropagator.getInstance().extract(Context.root(), request, fields);
        return new RequestTrace(tracer, tracer.spanBuilder(name).setParent(sender).setSpanKind(SpanKind.SERVER).startSpan(), name);
    }

    /** Sends what waits, and nothing that comes later. Returns at once. */
    void end() {
        var _ = provider.shutdown();
    }

    /** The same, and waits a little for the collector. */
    void close() {
        provider.shutdown().join(MOST_WAITED_SECONDS, TimeUnit.SECONDS);
    }
}
