package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What the pods tell about their work. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What the pods tell about their work.")
public record ObservabilitySpec(
        @Doc("What the metrics tell beyond sums; absent means the defaults in it.") @Nullable MetricsSpec metrics,
        @Doc("A line for each request and each TCP session.") @Nullable AccessLogSpec accessLog,
        @Doc("Spans for a collector of OpenTelemetry; absent means none.") @Nullable TracingSpec tracing,
        @Doc("Header fields by which Ballast shows itself; absent means none.") @Nullable HeadersSpec headers,
        @Doc("From what level on the pods log: Error, Warn, Info, Debug or Trace; absent means Info in a pod, Warn of ballast run. A level that the admin port sets lasts until this changes.")
        @Nullable LogLevel logLevel) {
    /** From what level on, the quietest first. */
    public enum LogLevel {
        Error,
        Warn,
        Info,
        Debug,
        Trace
    }
}
