package dev.ballast.contract.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ballast.contract.snapshot.Revision;
import org.jspecify.annotations.Nullable;

/** A line of {@code GET /v1/events}: one JSON object. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Heartbeat.class, name = "Heartbeat"),
    @JsonSubTypes.Type(value = Event.ConnectFailure.class, name = "ConnectFailure"),
    @JsonSubTypes.Type(value = Event.Draining.class, name = "Draining")
})
public sealed interface Event {
    /** Every 5 s, and at once when what runs has changed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Heartbeat(@Nullable Revision revision, @Nullable Digests digests, boolean ready) implements Event {}

    /** An endpoint that the snapshot calls ready refused a connection; at most one a second and endpoint. */
    record ConnectFailure(String backend, String endpoint) implements Event {}

    /** The process goes down. */
    record Draining(int connections) implements Event {}
}
