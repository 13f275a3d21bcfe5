package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** How a backend is used. A section that is absent means its defaults. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("How a backend is used.")
public record TrafficPolicySpec(
        @Doc("How an endpoint is chosen.") @Nullable AlgorithmSpec algorithm,
        @Doc("Which endpoints are preferred by where they run. Absent: none.") @Nullable TopologySpec topology,
        @Doc("How an endpoint that does not serve is noticed.") @Nullable HealthCheckSpec healthCheck,
        @Doc("How much an endpoint is given at once. Absent: no limit.") @Nullable BackendLimitsSpec limits,
        @Doc("When the backend is not asked at all, because it fails as a whole. Absent: it always is.") @Nullable CircuitBreakerSpec circuitBreaker,
        @Doc("When a failed attempt is made again on another endpoint.") @Nullable RetriesSpec retries,
        @Doc("How long is waited for an endpoint.") @Nullable BackendTimeoutsSpec timeouts,
        @Doc("Connections that are kept for reuse.") @Nullable ConnectionsSpec connections,
        @Doc("How a client goes back to the endpoint that it had. Absent: every request is for the algorithm.") @Nullable SessionPersistenceSpec sessionPersistence,
        @Doc("Which version of the PROXY protocol tells endpoints who the client is; absent means Disabled. A connection then serves one client, and one request.")
        @Nullable ProxyProtocol proxyProtocol) {
    /** Versions of the PROXY protocol. */
    public enum ProxyProtocol {
        Disabled,
        V1,
        V2
    }
}
