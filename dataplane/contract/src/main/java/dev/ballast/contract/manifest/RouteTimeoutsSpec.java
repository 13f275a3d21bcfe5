package dev.ballast.contract.manifest;

/** How long is waited for the endpoints of a route. */
@Doc("How long is waited for the endpoints of a route.")
public record RouteTimeoutsSpec(
        @Doc("From the beginning of a request to the head of its answer, all tries together; 0s = no limit.") @Default("0s")
        GepDuration request) {
    public RouteTimeoutsSpec {
        request = request == null ? GepDuration.of("0s") : request;
    }
}
