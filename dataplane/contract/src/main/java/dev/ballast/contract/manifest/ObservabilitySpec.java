package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What the pods tell about their work. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("What the pods tell about their work.")
public record ObservabilitySpec(
        @Doc("A line for each request and each TCP session.") @Nullable AccessLogSpec accessLog,
        @Doc("Spans for a collector of OpenTelemetry; absent means none.") @Nullable TracingSpec tracing,
        @Doc("Header fields by which Ballast shows itself; absent means none.") @Nullable HeadersSpec headers) {}
