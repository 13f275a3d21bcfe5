package dev.ballast.contract.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * What is told of requests and sessions.
 *
 * @param accessLog which of them are logged; absent: those that failed
 * @param tracing absent: none is traced
 * @param headers absent: no field is added
 */
public record ObservabilityConfig(@Nullable AccessLogConfig accessLog, @Nullable TracingConfig tracing, @Nullable HeadersConfig headers) {
    /**
     * Spans for a collector.
     *
     * @param otlpEndpoint where it takes OTLP over HTTP, without {@code /v1/traces}
     * @param samplingPercent of the requests that bring no trace, 0 to 100
     */
    public record TracingConfig(String otlpEndpoint, int samplingPercent) {}

    /**
     * Fields by which Ballast shows itself.
     *
     * @param forwardedBy {@code X-Forwarded-By} in requests
     * @param endpoint {@code X-Backend-Server} in requests and answers
     * @param reason {@code Ballast-Reason} in answers of our own
     */
    public record HeadersConfig(boolean forwardedBy, boolean endpoint, boolean reason) {}
}
