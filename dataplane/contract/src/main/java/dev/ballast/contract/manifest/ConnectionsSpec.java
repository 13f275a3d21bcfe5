package dev.ballast.contract.manifest;

/** Connections that are kept for reuse. */
@Doc("Connections that are kept for reuse.")
public record ConnectionsSpec(
        @Doc("Unused connections kept to an endpoint by an event loop, at most as long as timeouts.idle says; 0 = a connection for every request.") @Default("1000") @Bounds(min = 0, max = 10000)
        Integer maxIdlePerEndpoint) {
    public ConnectionsSpec {
        maxIdlePerEndpoint = maxIdlePerEndpoint == null ? 1000 : maxIdlePerEndpoint;
    }
}
