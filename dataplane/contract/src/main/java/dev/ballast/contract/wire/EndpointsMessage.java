package dev.ballast.contract.wire;

import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Revision;
import java.util.List;
import java.util.Map;

/**
 * The body of {@code PATCH /v1/endpoints}: new endpoints of the named backends, on top of what runs.
 *
 * @param owner as in the snapshot
 * @param revision its place in the order
 * @param base what must be running for this to make sense
 * @param backends by name, the whole list of each
 */
public record EndpointsMessage(String owner, Revision revision, Digests base, Map<String, List<EndpointConfig>> backends) {
    public EndpointsMessage {
        backends = Map.copyOf(backends);
    }
}
