package dev.ballast.contract.manifest;

/** Spans of requests, for a collector of OpenTelemetry. */
@Doc("Spans of requests and of their attempts, sent to a collector of OpenTelemetry. Traces of clients are continued (W3C Trace Context).")
public record TracingSpec(
        @Doc("Where the collector takes OTLP over HTTP, such as http://collector:4318; /v1/traces is put behind it.")
        @Required @Text(maxLength = 512, pattern = "^https?://[^/?#\\s@]+(/[^?#\\s]*)?$", expected = "a URL such as http://collector:4318")
        String otlpEndpoint,
        @Doc("How many of a hundred requests are traced that bring no trace of their own; with one it is as its sender decided.")
        @Default("1") @Bounds(min = 0, max = 100) Integer samplingPercent) {
    public TracingSpec {
        samplingPercent = samplingPercent == null ? 1 : samplingPercent;
    }
}
