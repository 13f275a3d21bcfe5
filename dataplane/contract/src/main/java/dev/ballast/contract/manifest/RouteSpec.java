package dev.ballast.contract.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
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
        @Doc("What is done to them and to their answers.") @Nullable @Items(min = 1, max = 8)
        List<RouteFilterSpec> filters,
        @Doc("Where they go, as often as the weights say. A share whose backend does not exist is answered 500. Absent exactly with a Redirect.")
        @Nullable @Items(min = 1, max = 16, key = "name")
        List<RouteBackendSpec> backends,
        @Doc("How long is waited for the endpoints.") @Nullable RouteTimeoutsSpec timeouts) {
    public RouteSpec {
        matches = matches == null ? null : List.copyOf(matches);
        filters = filters == null ? null : List.copyOf(filters);
        backends = backends == null ? null : List.copyOf(backends);
    }

    /** Names of the backends, those that do not exist among them. */
    Stream<String> backendNames() {
        return backends == null ? Stream.empty() : backends.stream().map(RouteBackendSpec::name);
    }
}
