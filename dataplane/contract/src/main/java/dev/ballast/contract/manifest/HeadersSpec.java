package dev.ballast.contract.manifest;

/** Header fields by which Ballast shows itself. */
@Doc("Header fields by which Ballast shows itself. HTTP and HTTPS only.")
public record HeadersSpec(
        @Doc("X-Forwarded-By: ballast, in requests to endpoints.") @Default("Disabled") Shown forwardedBy,
        @Doc("X-Backend-Server with the endpoint's address and port, in requests to it and in its answers.") @Default("Disabled") Shown endpoint,
        @Doc("Ballast-Reason with the word for why Ballast itself answers, in its own answers.") @Default("Disabled") Shown reason) {
    public HeadersSpec {
        forwardedBy = forwardedBy == null ? Shown.Disabled : forwardedBy;
        endpoint = endpoint == null ? Shown.Disabled : endpoint;
        reason = reason == null ? Shown.Disabled : reason;
    }

    /** Whether a field is there. */
    public enum Shown {
        Disabled,
        Enabled
    }
}
