package dev.ballast.toolbox.echo;

import java.util.Locale;

/** How a call ends; the ordinal is its code (gRPC, doc/statuscodes.md). */
enum GrpcStatus {
    OK,
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED;

    /**
     * By its code or by its name.
     *
     * @throws IllegalArgumentException when there is none such
     */
    static GrpcStatus of(String text) {
        for (GrpcStatus status : values()) {
            if (text.equals(String.valueOf(status.ordinal())) || text.toUpperCase(Locale.ROOT).equals(status.name())) {
                return status;
            }
        }
        throw new IllegalArgumentException(text + " is no status: expected 0 to 16, or a name like UNAVAILABLE");
    }
}
