package dev.ballast.contract.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * What is told of requests, sessions and endpoints.
 *
 * @param accessLog which of them are logged; absent: those that failed
 * @param tracing absent: none is traced
 * @param headers absent: no field is added
 * @param metrics absent: {@link MetricsConfig#STANDARD}
 * @param logLevel absent: the one with which the process began
 */
public record ObservabilityConfig(
        @Nullable AccessLogConfig accessLog,
        @Nullable TracingConfig tracing,
        @Nullable HeadersConfig headers,
        @Nullable MetricsConfig metrics,
        @Nullable Level logLevel) {
    /** From what level on a process logs, the quietest first. */
    public enum Level {
        Error,
        Warn,
        Info,
        Debug,
        Trace
    }

    /**
     * Of which endpoints the metrics tell.
     *
     * @param endpoints how they are chosen
     * @param topK how many of each backend, with {@link EndpointDetail#TopK}; from 1
     */
    public record MetricsConfig(EndpointDetail endpoints, int topK) {
        /** Where nothing is said. */
        public static final MetricsConfig STANDARD = new MetricsConfig(EndpointDetail.TopK, 20);

        /** How many endpoints of a backend are told of, at most. */
        public int most() {
            return switch (endpoints) {
                case Off -> 0;
                case TopK -> topK;
                case All -> Integer.MAX_VALUE;
            };
        }
    }

    /** Of which endpoints of a backend it is told. */
    public enum EndpointDetail {
        /** None. */
        Off,
        /** Those that failed most, then those that were asked most. */
        TopK,
        /** Every one. */
        All
    }

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
