package dev.ballast.contract.wire;

import dev.ballast.contract.snapshot.Revision;
import org.jspecify.annotations.Nullable;

/** A line of {@code GET /v1/events}: one JSON object whose {@code type} is the name of one of these records. */
public sealed interface Event {
    /** Every 5 s, and at once when what runs has changed. */
    record Heartbeat(@Nullable Revision revision, @Nullable Digests digests, boolean ready) implements Event {}

    /** An endpoint that the snapshot calls ready refused a connection; at most one a second and endpoint. */
    record ConnectFailure(String backend, String endpoint) implements Event {}

    /** The process goes down. */
    record Draining(int connections) implements Event {}
}
