package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of a listener's requests, and where they go. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("""
        Some of a listener's requests, and where they go. Where several routes match, the most specific one has the request, as in Gateway API: by \
        hostname (exact, then the longest wildcard), path (exact, regular expression, longest prefix), method, number of headers, number of query \
        parameters, and last the order of the routes.""")
public record RouteSpec(
        @Doc("Unique among the listener's routes.") @Required @Text(maxLength = 63, pattern = LoadBalancerSpec.DNS_LABEL, expected = "a DNS label")
        String name,
        @Doc("Which requests: those that fit one of these. Absent: every one.") @Nullable @Items(min = 1, max = 64)
        List<RouteMatchSpec> matches,
        @Doc("Where they go, as often as the weights say. A share whose backend does not exist is answered 500.") @Required
        @Items(min = 1, max = 16, key = "name")
        List<RouteBackendSpec> backends,
        @Doc("How long is waited for the endpoints.") @Nullable RouteTimeoutsSpec timeouts) {
    public RouteSpec {
        matches = matches == null ? null : List.copyOf(matches);
        backends = backends == null ? List.of() : List.copyOf(backends);
    }
}
