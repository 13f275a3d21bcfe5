package dev.ballast.contract.manifest;

/** Connections that are kept for reuse. */
@Doc("Connections that are kept for reuse.")
public record ConnectionsSpec(
        @Doc("Unused connections kept to an endpoint by an event loop; 0 = a connection for every request.") @Default("32") @Bounds(min = 0, max = 10000)
        Integer maxIdlePerEndpoint) {
    public ConnectionsSpec {
        maxIdlePerEndpoint = maxIdlePerEndpoint == null ? 32 : maxIdlePerEndpoint;
    }
}
