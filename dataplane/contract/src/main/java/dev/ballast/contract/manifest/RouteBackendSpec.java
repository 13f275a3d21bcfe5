package dev.ballast.contract.manifest;

/** A backend's share of a route. */
@Doc("A backend's share of a route.")
public record RouteBackendSpec(
        @Doc("A name of spec.backends.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String name,
        @Doc("Its share of the sum of the weights; 0 = nothing.") @Default("1") @Bounds(min = 0, max = 1_000_000)
        Integer weight) {
    public RouteBackendSpec {
        weight = weight == null ? 1 : weight;
    }
}
