package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How much an endpoint is given at once. Nothing is limited that is not written here. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How much an endpoint is given at once by a dataplane pod.")
public record BackendLimitsSpec(
        @Doc("Connections to an endpoint that are in use at once: TCP sessions, and requests over HTTP/1, which need one each; 0 = no limit.")
        @Default("0") @Bounds(min = 0, max = 1_000_000)
        Integer maxConnectionsPerEndpoint,
        @Doc("Requests and TCP sessions that an endpoint has at once; 0 = no limit.") @Default("0") @Bounds(min = 0, max = 1_000_000)
        Integer maxRequestsPerEndpoint,
        @Doc("Where what is too much waits.") @Nullable QueueSpec queue) {
    public BackendLimitsSpec {
        maxConnectionsPerEndpoint = maxConnectionsPerEndpoint == null ? 0 : maxConnectionsPerEndpoint;
        maxRequestsPerEndpoint = maxRequestsPerEndpoint == null ? 0 : maxRequestsPerEndpoint;
    }
}
