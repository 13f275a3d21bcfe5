package dev.ballast.contract.manifest;

/** What the metrics tell beyond sums. */
@Doc("What the metrics tell beyond sums. Each endpoint that they tell of adds four series to each pod.")
public record MetricsSpec(
        @Doc("Of which endpoints of a backend: Off (none), TopK (those that failed most, then those that were asked most) or All.")
        @Default("TopK") EndpointDetail endpointDetail,
        @Doc("How many of each backend, with TopK.") @Default("20") @Bounds(min = 1, max = 1000) Integer topK) {
    public MetricsSpec {
        endpointDetail = endpointDetail == null ? EndpointDetail.TopK : endpointDetail;
        topK = topK == null ? 20 : topK;
    }

    /** Of which endpoints they tell. */
    public enum EndpointDetail {
        Off,
        TopK,
        All
    }
}
