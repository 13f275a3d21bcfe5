package dev.ballast.contract.manifest;

/** How long is waited for an endpoint. */
@Doc("How long is waited for an endpoint.")
public record BackendTimeoutsSpec(
        @Doc("For the connection to be made.") @Default("3s") GepDuration connect,
        @Doc("From the end of the request to the head of the answer; 0s = no limit.") @Default("0s") GepDuration response,
        @Doc("How long an unused connection is kept.") @Default("4s") GepDuration idle) {
    public BackendTimeoutsSpec {
        connect = connect == null ? GepDuration.of("3s") : connect;
        response = response == null ? GepDuration.of("0s") : response;
        idle = idle == null ? GepDuration.of("4s") : idle;
    }
}
