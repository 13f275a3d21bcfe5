package dev.ballast.traffic.backend;

import dev.ballast.traffic.failure.Failure;

/** What {@link Backend#select} answers: the right to use an endpoint, or why there is none. */
public sealed interface Selection permits Lease, Selection.Refusal {
    /** No endpoint. */
    record Refusal(Failure failure) implements Selection {}
}
