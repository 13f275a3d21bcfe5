package dev.ballast.contract.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.Samples;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.FiltersConfig.MirrorConfig;
import dev.ballast.contract.snapshot.FiltersConfig.PathChange;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RedirectConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RewriteConfig;
import dev.ballast.contract.snapshot.ListenerConfig.ClientValidationConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsMode;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import dev.ballast.contract.snapshot.SourcesConfig.ForwardedForConfig;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotValidatorTest {
    private static final TimeoutsConfig TIMEOUTS = new TimeoutsConfig(1, 1, 1, 1, 1);

    @Test
    void aGoodOneHasNoProblems() {
        assertThat(SnapshotValidator.validate(Samples.snapshot(), Samples.OWNER)).isEmpty();
    }

    @Test
    void anothersIsRefusedBeforeAnythingElse() {
        assertThat(SnapshotValidator.validate(Samples.snapshot(), "ballast://default/other"))
                .containsExactly(new Problem(
                        "owner", Reason.WrongOwner, "\"ballast://default/6f1c\" is another load balancer: expected \"ballast://default/other\""));
    }

    @Test
    void everyProblemOfRoutesIsFound() {
        RouteConfig bad = new RouteConfig(
                "bad",
                List.of(new MatchConfig(
                        null,
                        new PathConfig(PathType.Exact, "/a/./b"),
                        null,
                        List.of(new ValueConfig(ValueType.RegularExpression, "h", "(")),
                        List.of(new ValueConfig(ValueType.RegularExpression, "q", "*")))),
                List.of(new ShareConfig("gone", -1)),
                -1);
        RouteConfig empty = new RouteConfig("bad", List.of(), List.of(), 0);
        Snapshot sample = Samples.snapshot();
        Snapshot snapshot = withListeners(sample, List.of(
                new ListenerConfig("web", 80, 10_080, Protocol.HTTP, null, null, null, null, null, null, TIMEOUTS, List.of(bad, empty), null),
                new ListenerConfig("bare", 81, 10_081, Protocol.HTTP, null, null, null, null, null, null, TIMEOUTS, List.of(), null),
                new ListenerConfig("db", 82, 10_082, Protocol.TCP, null, null, null, null, null, null, TIMEOUTS, List.of(bad), "shop")));

        assertThat(SnapshotValidator.validate(snapshot)).extracting(Problem::toString).containsExactlyInAnyOrder(
                "listeners[bare].backend: is missing on a listener without routes: expected one of shop",
                "listeners[db].routes: are present on a listener for TCP: expected on one for HTTP or HTTPS only",
                "listeners[web].routes[bad].requestTimeoutMillis: -1 is out of range: expected at least 0",
                "listeners[web].routes[bad].matches.path: \"/a/./b\" holds the element ., which no request keeps: expected a path without it",
                "listeners[web].routes[bad].matches.headers[h]: \"(\" is no regular expression of RE2 (missing closing )): expected one such as /item/[0-9]+",
                "listeners[web].routes[bad].matches.queryParams[q]: \"*\" is no regular expression of RE2 (missing argument to repetition operator): expected one such as /item/[0-9]+",
                "listeners[web].routes[bad].backends: \"gone\" is not a backend of the snapshot: expected one of shop",
                "listeners[web].routes[bad].backends[gone].weight: -1 is out of range: expected at least 0",
                "listeners[web].routes[bad]: bad is there twice: expected once",
                "listeners[web].routes[bad]: has no matches: expected at least one",
                "listeners[web].routes[bad]: has neither backends nor a redirect: expected exactly one of them");
    }

    /** A message is put together in room that is there before it is known how long it becomes. */
    @Test
    void filtersThatAddMoreThanThereIsRoomForAreRefused() {
        HeaderConfig field = new HeaderConfig("name", "v".repeat(1016));
        HeaderChangesConfig most = new HeaderChangesConfig(List.of(), Collections.nCopies(20, field), Collections.nCopies(20, field));
        HeaderChangesConfig more = new HeaderChangesConfig(List.of(), Collections.nCopies(20, field), Collections.nCopies(21, field));
        RouteConfig route = new RouteConfig(
                "all", List.of(MatchConfig.prefix("/")), new FiltersConfig(more, most, null, null), List.of(new ShareConfig("shop", 1)), 0);
        Snapshot snapshot = withListeners(Samples.snapshot(), List.of(
                new ListenerConfig("web", 80, 10_080, Protocol.HTTP, null, null, null, null, null, null, TIMEOUTS, List.of(route), null)));

        assertThat(SnapshotValidator.validate(snapshot)).extracting(Problem::toString).containsExactly(
                "listeners[web].routes[all].filters.requestHeaders: 41984 octets of fields are set and added: expected at most 40960 together");
    }

    @Test
    void everyProblemOfFiltersIsFound() {
        HeaderChangesConfig headers = new HeaderChangesConfig(
                List.of("Host"), List.of(new HeaderConfig("Connection", "close")), List.of(new HeaderConfig("a", "b\r\nc: d")));
        PathChangeConfig path = new PathChangeConfig(PathChange.ReplacePrefixMatch, "/a/../b");
        RouteConfig bad = new RouteConfig(
                "bad",
                List.of(new MatchConfig(null, new PathConfig(PathType.Exact, "/a"), null, List.of(), List.of())),
                new FiltersConfig(
                        headers,
                        null,
                        new RedirectConfig("ftp", "A", path, 70_000, 304),
                        new RewriteConfig("b c", null),
                        new MirrorConfig("gone", 101),
                        new CacheConfig(1, 2, -3)),
                List.of(new ShareConfig("shop", 1)),
                0);
        Snapshot snapshot = withListeners(Samples.snapshot(), List.of(
                new ListenerConfig("web", 80, 10_080, Protocol.HTTP, null, null, null, null, null, null, TIMEOUTS, List.of(bad), null)));

        assertThat(SnapshotValidator.validate(snapshot)).extracting(Problem::toString).containsExactlyInAnyOrder(
                "listeners[web].routes[bad]: has both backends and a redirect: expected exactly one of them",
                "listeners[web].routes[bad].filters.requestHeaders.remove: \"Host\" is what a request asks for: expected a Rewrite with a hostname",
                "listeners[web].routes[bad].filters.requestHeaders.set: \"Connection\" is a field that the dataplane writes itself: expected another one",
                "listeners[web].routes[bad].filters.requestHeaders.add: \"b\r\nc: d\" is no value of a header field: expected printable characters of ASCII,"
                        + " without a space at either end",
                "listeners[web].routes[bad].filters.redirect.scheme: \"ftp\" is not served: expected http or https",
                "listeners[web].routes[bad].filters.redirect.hostname: \"A\" is no DNS name in small letters: expected one",
                "listeners[web].routes[bad].filters.redirect.path: \"/a/../b\" holds the element .., which no request keeps: expected a path without it",
                "listeners[web].routes[bad].filters.redirect.path: \"ReplacePrefixMatch\" stands in a route with another match than of a prefix: expected none",
                "listeners[web].routes[bad].filters.redirect.status: \"304\" is no redirection: expected 301, 302, 303, 307 or 308",
                "listeners[web].routes[bad].filters.redirect.port: \"70000\" is out of range: expected 0 to 65535",
                "listeners[web].routes[bad].filters.rewrite.hostname: \"b c\" is no DNS name in small letters: expected one",
                "listeners[web].routes[bad].filters.mirror.backend: \"gone\" is not a backend of the snapshot: expected one of shop",
                "listeners[web].routes[bad].filters.mirror.percent: \"101\" is out of range: expected 1 to 100",
                "listeners[web].routes[bad].filters.cache.maxBytes: \"1\" is out of range: expected 65536 to 1073741824",
                "listeners[web].routes[bad].filters.cache.maxObjectBytes: \"2\" is out of range: expected 1024 to 0",
                "listeners[web].routes[bad].filters.cache.defaultTtlMillis: \"-3\" is out of range: expected 0 to 9223372036854775807");
    }

    @Test
    void everyProblemOfSourcesIsFound() {
        Snapshot snapshot = withListeners(Samples.snapshot(), List.of(
                new ListenerConfig("a", 80, 10_080, Protocol.HTTP, null, TIMEOUTS, "shop")
                        .withSources(new SourcesConfig(List.of("10.0.0.1/8"), new ForwardedForConfig(List.of("lan"), 17))),
                new ListenerConfig("b", 81, 10_081, Protocol.TCP, null, TIMEOUTS, "shop")
                        .withSources(new SourcesConfig(List.of(), new ForwardedForConfig(List.of(), 0)))));

        assertThat(SnapshotValidator.validate(snapshot)).extracting(Problem::toString).containsExactlyInAnyOrder(
                "listeners[a].sources.allowed: \"10.0.0.1/8\" is not a range of addresses: expected such as 10.0.0.0/8",
                "listeners[a].sources.forwarded.trusted: \"lan\" is not a range of addresses: expected such as 10.0.0.0/8",
                "listeners[a].sources.forwarded.hops: 17 is out of range: expected 0 to 16",
                "listeners[a].sources.forwarded: has 17 hops and 1 trusted ranges: expected either hops or ranges",
                "listeners[b].sources.forwarded: has 0 hops and 0 trusted ranges: expected either hops or ranges",
                "listeners[b].sources.forwarded: is present on a listener for TCP: expected on one for HTTP or HTTPS only");
    }

    @Test
    void everyProblemIsFound() {
        BackendConfig broken = new BackendConfig(
                "shop",
                new PolicyConfig(new AlgorithmConfig(Algorithm.LeastRequest, 1, null, null), new HealthConfig(
                        new BackendConfig.ActiveConfig(
                                BackendConfig.ProbeType.HTTP, 100, 200, 0, 0, "health", List.of(new BackendConfig.StatusRange(300, 200)), 70_000),
                        new PassiveConfig(3, 0, 5_000, 1_000, 101),
                        50), -1, 1, 1, 1, 1).withRetries(-1, new BackendConfig.RetryConfig(List.of(), false, 5, 4, 101, -1, -1, -1)).withCircuit(new BackendConfig.CircuitConfig(-1, 101, 0, 0, 0, 0)),
                List.of(
                        new EndpointConfig("a", "shop.example", 0, -1, EndpointConfig.State.Ready),
                        new EndpointConfig("a", "10.0.0.1", 80, 1, EndpointConfig.State.Ready))).withSessions(new SessionConfig("a b", -1, new Sensitive("")))
                .withRollout(new BackendConfig.RolloutConfig(0, 0));
        Snapshot snapshot = new Snapshot(
                "nobody",
                List.of("protocol/HTTP", "protocol/GOPHER"),
                new LimitsConfig(-1, List.of(new RateLimitConfig(
                        "r", List.of("z"), RateLimitConfig.Key.Header, null, RateLimitConfig.Algorithm.TokenBucket, 0, 0, 0, true).ofFleet())),
                List.of(
                        new ListenerConfig("a", 80, 10_080, Protocol.HTTP, null, TIMEOUTS, "shop").withLimits(new ListenerLimitsConfig(-1, 2_000_000_000, -1)).withRequests(new RequestsConfig(100, -1, 1_001, -1, true, true)),
                        new ListenerConfig("b", 80, 10_080, Protocol.TCP, new TlsConfig(TlsMode.Terminate, List.of(), "1.1", List.of(), List.of("h3"), new ClientValidationConfig(true, List.of("ConfigMap/gone"), List.of())), TIMEOUTS, "gone"),
                        new ListenerConfig("c", 70_000, -1, Protocol.HTTPS, null, new TimeoutsConfig(1, 1, 1, 1, -1), "shop"),
                        new ListenerConfig("d", 81, 0, Protocol.HTTPS, TlsConfig.terminate("gone"), TIMEOUTS, "shop"),
                        new ListenerConfig("d2", 443, 10_443, Protocol.TLS, "shop.example", TlsConfig.passthrough(), null, null, null, null, TIMEOUTS, List.of(), "shop"),
                        new ListenerConfig("e", 82, 0, Protocol.HTTP, "shop.example", null, null, null, null, null, TIMEOUTS, List.of(), "shop"),
                        new ListenerConfig("f", 443, 10_444, Protocol.TLS, TlsConfig.passthrough(), TIMEOUTS, "shop"),
                        new ListenerConfig(
                                "g", 444, 10_443, Protocol.TLS, new TlsConfig(TlsMode.Passthrough, List.of("t"), "1.2", List.of(), null), TIMEOUTS, "shop")),
                List.of(new WithheldConfig(443, "shop.example"), new WithheldConfig(8443, null)),
                List.of(broken),
                List.of(new CertificateConfig("t", Samples.pem("rsa.crt"), new Sensitive(Samples.pem("other-rsa.pkcs1.key")))),
                List.of(new AuthorityConfig("Secret/empty", "")),
                new DrainConfig(10, 5),
                null);

        assertThat(SnapshotValidator.validate(snapshot)).extracting(Problem::toString).containsExactlyInAnyOrder(
                "features: \"protocol/GOPHER\" is not known to this version: expected " + String.join(", ", Features.SUPPORTED),
                "limits.maxConnections: -1 is out of range: expected at least 0",
                "limits.rateLimits[r].requests: 0 is out of range: expected 1 to 1000000",
                "limits.rateLimits[r].periodSeconds: 0 is out of range: expected 1 to 86400",
                "limits.rateLimits[r].burst: 0 is out of range: expected 1 to 1000000",
                "limits.rateLimits[r].header: key Header has no header: expected one exactly with key Header",
                "limits.rateLimits[r].scope: Fleet with key Header cannot be shared: expected key Listener or Route",
                "limits.fleet: is missing: expected it exactly with a rate limit of scope Fleet",
                "limits.rateLimits[r].listeners: \"z\" is not a listener of the snapshot: expected one of a, b, c, d, d2, e, f, g",
                "listeners[a].limits.maxConnections: -1 is out of range: expected at least 0",
                "listeners[a].limits.maxConnectionsPerSecond: 2000000000 is out of range: expected 0 to 1000000000",
                "listeners[a].limits.maxConnectionMillis: -1 is out of range: expected at least 0",
                "listeners[a].requests.maxHeaderBytes: 100 is out of range: expected 1024 to 65536",
                "listeners[a].requests.maxBodyBytes: -1 is out of range: expected at least 0",
                "listeners[a].requests.maxStreams: 1001 is out of range: expected 1 to 1000",
                "listeners[a].requests.maxPerConnection: -1 is out of range: expected at least 0",
                "owner: \"nobody\" is not an owner: expected ballast://<namespace>/<uid>",
                "listeners[b]: port 80 is there twice: expected once",
                "listeners[b].protocol: port 80 has protocols HTTP and TCP: expected one, or HTTPS and TLS",
                "listeners[e].hostname: is present on a listener for HTTP: expected on one for HTTPS or TLS only",
                "listeners[f].bindPort: port 443 is bound as 10443 and as 10444: expected one",
                "listeners[g].bindPort: 10443 is bound for ports 443 and 444: expected one",
                "listeners[g].tls.certificates: is not empty with mode Passthrough: expected none",
                "withheld: port 443 with hostname shop.example is served: expected one that is not",
                "withheld: port 8443 with hostname null is no listener's: expected the port of one",
                "listeners[b].backend: \"gone\" is not a backend of the snapshot: expected one of shop",
                "listeners[b].tls: is present on a listener for TCP: expected exactly on one for HTTPS or TLS",
                "listeners[b].tls.certificates: is empty: expected at least one certificate",
                "listeners[b].tls.alpn: [h3] is not what clients can agree on: expected one of h2, http/1.1",
                "listeners[b].tls.clientValidation.authorities: \"ConfigMap/gone\" is not an authority of the snapshot: expected one of Secret/empty",
                "authorities[Secret/empty].certificates: is empty: expected certificates of authorities in PEM",
                "listeners[b].tls.minVersion: \"1.1\" is not a version of TLS that is offered: expected \"1.2\" or \"1.3\"",
                "listeners[c].port: 70000 is out of range: expected 1 to 65535",
                "listeners[c].bindPort: -1 is out of range: expected 0 to 65535",
                "listeners[c].tls: is absent on a listener for HTTPS: expected exactly on one for HTTPS or TLS",
                "listeners[c].timeouts.stallMillis: -1 is out of range: expected at least 0",
                "listeners[d].tls.certificates: \"gone\" is not a certificate of the snapshot: expected one of t",
                "backends[shop].policy.algorithm.choices: 1 is out of range: expected at least 2",
                "backends[shop].policy.retryAttempts: -1 is out of range: expected at least 0",
                "backends[shop].policy.retries.backoffMaxMillis: 4 is out of range: expected at least 5",
                "backends[shop].policy.retries.budgetPercent: 101 is out of range: expected 0 to 100",
                "backends[shop].policy.retries.budgetPerSecond: -1 is out of range: expected at least 0",
                "backends[shop].policy.retries.tryTimeoutMillis: -1 is out of range: expected at least 0",
                "backends[shop].policy.retries.maxBodyBytes: -1 is out of range: expected at least 0",
                "backends[shop].rollout.batchSize: 0 is out of range: expected at least 1",
                "backends[shop].rollout.intervalMillis: 0 is out of range: expected at least 1",
                "backends[shop].policy.circuit.consecutiveFailures: -1 is out of range: expected at least 0",
                "backends[shop].policy.circuit.errorPercent: 101 is out of range: expected 0 to 100",
                "backends[shop].policy.circuit.minRequests: 0 is out of range: expected at least 1",
                "backends[shop].policy.circuit.windowMillis: 0 is out of range: expected at least 1",
                "backends[shop].policy.circuit.openMillis: 0 is out of range: expected at least 1",
                "backends[shop].policy.circuit.maxHalfOpen: 0 is out of range: expected at least 1",
                "backends[shop].policy.health.active.timeoutMillis: 200 is out of range: expected 1 to 100",
                "backends[shop].policy.health.active.healthyThreshold: 0 is out of range: expected at least 1",
                "backends[shop].policy.health.active.unhealthyThreshold: 0 is out of range: expected at least 1",
                "backends[shop].policy.health.active.port: 70000 is out of range: expected 0 to 65535",
                "backends[shop].policy.health.active.path: \"health\" is not a path: expected one that begins with / and holds neither blanks nor control characters",
                "backends[shop].policy.health.active.expectedStatuses.last: 200 is out of range: expected 300 to 599",
                "backends[shop].policy.health.passive.maxEjectionMillis: 1000 is out of range: expected at least 5000",
                "backends[shop].policy.health.passive.maxEjectionPercent: 101 is out of range: expected 0 to 100",
                "backends[shop].sessions.cookie: \"a b\" is not the name of a cookie: expected a token",
                "backends[shop].sessions.lifetimeSeconds: -1 is out of range: expected at least 0",
                "backends[shop].sessions.key: is empty: expected one, for whoever has it can choose an endpoint",
                "backends[shop].endpoints[a]: a is there twice: expected once",
                "backends[shop].endpoints[a].address: \"shop.example\" is not an address: expected IPv4 or IPv6, never a name",
                "backends[shop].endpoints[a].port: 0 is out of range: expected 1 to 65535",
                "backends[shop].endpoints[a].weight: -1 is out of range: expected at least 0",
                "certificates[t].key: is the key of another certificate: expected the one of the first certificate in tls.crt",
                "drain.timeoutMillis: 5 is out of range: expected at least 10");
    }

    private static Snapshot withListeners(Snapshot of, List<ListenerConfig> others) {
        return new Snapshot(
                of.owner(), of.features(), of.limits(), others, of.withheld(), of.backends(), of.certificates(), of.authorities(), of.drain(), of.observability());
    }
}
