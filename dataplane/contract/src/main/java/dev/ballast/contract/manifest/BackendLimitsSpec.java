package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How much an endpoint is given at once. Nothing is limited that is not written here. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How much an endpoint is given at once.")
@Rule(
        value = "self.scope == 'Replica' || self.maxConnectionsPerEndpoint > 0 || self.maxRequestsPerEndpoint > 0",
        message = "'scope Fleet has nothing to share: expected maxConnectionsPerEndpoint or maxRequestsPerEndpoint above 0'",
        field = ".scope")
public record BackendLimitsSpec(
        @Doc("Connections to an endpoint that are in use at once: TCP sessions, and requests over HTTP/1, which need one each; 0 = no limit.")
        @Default("0") @Bounds(min = 0, max = 1_000_000)
        Integer maxConnectionsPerEndpoint,
        @Doc("Requests and TCP sessions that an endpoint has at once; 0 = no limit.") @Default("0") @Bounds(min = 0, max = 1_000_000)
        Integer maxRequestsPerEndpoint,
        @Doc("Where what is too much waits.") @Nullable QueueSpec queue,
        @Doc("""
                Replica: each pod gives an endpoint as much. Fleet: all pods together do, each having a part of it that follows where the requests come; what a \
                pod has no part of waits in its queue.""")
        @Default("Replica") RateLimitSpec.Scope scope) {
    public BackendLimitsSpec {
        maxConnectionsPerEndpoint = maxConnectionsPerEndpoint == null ? 0 : maxConnectionsPerEndpoint;
        maxRequestsPerEndpoint = maxRequestsPerEndpoint == null ? 0 : maxRequestsPerEndpoint;
        scope = scope == null ? RateLimitSpec.Scope.Replica : scope;
    }
}
