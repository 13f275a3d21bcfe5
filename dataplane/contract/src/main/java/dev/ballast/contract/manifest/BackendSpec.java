package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A named group of interchangeable endpoints. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("A named group of interchangeable endpoints, from exactly one source.")
@Rule(
        value = "has(self.service) != has(self.endpoints)",
        message = """
                'backend "%s" has %s: expected exactly one of them'.format([
                self.name, has(self.service) ? 'both service and endpoints' : 'neither service nor endpoints'])""")
@Rule(
        value = "!has(self.failover) || self.failover != self.name",
        message = "'backend \"%s\" is its own failover: expected another backend'.format([self.name])",
        field = ".failover")
@Rule(
        value = "!has(self.rollout) || has(self.endpoints)",
        message = "'backend \"%s\" has rollout without endpoints: expected it with fixed addresses only'.format([self.name])",
        field = ".rollout")
public record BackendSpec(
        @Doc("Unique among the backends.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String name,
        @Doc("The endpoints of a Service. Needs a cluster.") @Nullable ServiceRef service,
        @Doc("Fixed addresses.") @Nullable @Items(min = 1, max = 256)
        List<EndpointSpec> endpoints,
        @Doc("TLS towards the endpoints; absent means none.") @Nullable BackendTlsSpec tls,
        @Doc("What the endpoints speak where a listener speaks HTTP: HTTP (HTTP/1.1; also when absent), or HTTP2 (many requests on one connection; gRPC needs it).")
        Protocol protocol,
        @Doc("The name of another backend, used when this one has no endpoint that may be used. That one's own failover is not followed.")
        @Nullable @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String failover,
        @Doc("Exchanges a changed list of endpoints in batches, each watched for a time; when a new endpoint is left out meanwhile (by traffic or by probes), all go back to the old list until it changes again. Absent: all at once.") @Nullable BackendRolloutSpec rollout,
        @Doc("Sections that replace the same sections of spec.trafficPolicy whole.") @Nullable TrafficPolicySpec trafficPolicy) {
    public BackendSpec {
        endpoints = endpoints == null ? null : List.copyOf(endpoints);
        // No default of the schema: kubectl would find a difference in the list at every apply.
        protocol = protocol == null ? Protocol.HTTP : protocol;
    }

    /** One that speaks HTTP/1.1. */
    public BackendSpec(
            String name,
            @Nullable ServiceRef service,
            @Nullable List<EndpointSpec> endpoints,
            @Nullable BackendTlsSpec tls,
            @Nullable String failover,
            @Nullable TrafficPolicySpec trafficPolicy) {
        this(name, service, endpoints, tls, Protocol.HTTP, failover, null, trafficPolicy);
    }

    /** What endpoints speak. */
    public enum Protocol {
        HTTP,
        /** With prior knowledge where there is no TLS (RFC 9113, 3.3). */
        HTTP2
    }
}
