package dev.ballast.toolbox.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.toolbox.check.Check;
import org.junit.jupiter.api.Test;

class ConversionTest {
    private static Conversion.Result convert(String text) {
        Conversion.Result result = Conversion.of(text, "shop", false);
        assertThat(Check.problems(result.manifest(), Place.Standalone))
                .as(result.manifest())
                .allSatisfy(problem -> assertThat(problem.message()).contains("\"converted-"));
        return result;
    }

    @Test
    void theTcpBalancersFileIsCarriedOver() {
        Conversion.Result result = convert("""
                listener: {host: "0.0.0.0", port: 8080}
                backends: [{host: "10.0.0.1", port: 8000}, {host: "10.0.0.2", port: 8000}]
                routing: {algorithm: "round_robin", max_connections_per_backend: 100, max_global_connections: 1000}
                """);
        assertThat(result.missing()).isEmpty();
        assertThat(result.manifest()).isEqualTo("""
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata:
                  name: shop
                spec:
                  listeners:
                  - name: port-8080
                    port: 8080
                    protocol: TCP
                    backend: backends
                  backends:
                  - name: backends
                    endpoints:
                    - address: 10.0.0.1
                      port: 8000
                    - address: 10.0.0.2
                      port: 8000
                  trafficPolicy:
                    algorithm:
                      type: RoundRobin
                    limits:
                      maxConnectionsPerEndpoint: 100
                      queue:
                        maxLength: 0
                    healthCheck:
                      active:
                        type: TCP
                        interval: 5s
                        healthyThreshold: 2
                    retries:
                      attempts: 3
                  limits:
                    maxConnections: 1000
                """);
    }

    private static final String OPERATIONS = """
            frontends: [{port: 8080}, {port: 8443}]
            backends: [{url: "http://10.0.0.1:9001", weight: 5}, {url: "http://backend2:9002", weight: 3}]
            healthcheck: {interval: "10s", timeout: "2s", path: "/health"}
            ssl: {certFile: "cert.pem", keyFile: "key.pem", caFile: "ca.pem", clientAuth: 4}
            ratelimit: {enabled: true, rate: 100, burst: 50, algorithm: "token_bucket"}
            circuitbreaker: {threshold: 5, timeout: "30s", maxHalfOpen: 3}
            logging: {level: "info", format: "json"}
            metrics: {enabled: true, port: 9090}
            colour: blue
            """;

    @Test
    void ofTheFileWithOperationsEveryFieldIsCarriedOverOrNamed() {
        Conversion.Result result = convert(OPERATIONS);
        assertThat(result.manifest())
                .contains("port: 8443\n    protocol: HTTPS").contains("mode: RequireAndVerify").contains("weight: 5").contains("path: /health").contains("interval: 10s");
        assertThat(result.missing())
                .anySatisfy(missing -> assertThat(missing).startsWith("backends[1].url: \"backend2\" is a name"))
                .contains("colour: has no counterpart");
        assertThat(result.manifest()).as("no section is left empty").doesNotContain("{}");
        for (String[] section : new String[][] {
            {"rateLimits:", "spec.rateLimits:"}, {"circuitBreaker:", "spec.trafficPolicy.circuitBreaker:"}, {"logLevel:", "spec.observability.logLevel:"}
        }) {
            boolean written = result.manifest().contains(section[0]);
            boolean named = result.missing().stream().anyMatch(missing -> missing.startsWith(section[1]));
            assertThat(written).as(section[0]).isNotEqualTo(named);
        }
        assertThat(result.notes())
                .anyMatch(note -> note.contains("kubectl create secret tls converted-tls --cert=cert.pem --key=key.pem"))
                .anyMatch(note -> note.contains("--from-file=ca.crt=ca.pem"));
    }

    @Test
    void nothingOfTheOlderBalancersOwnExampleIsMissing() {
        String example = OPERATIONS.replace("colour: blue\n", "").replace("backend2", "10.0.0.2");
        Conversion.Result result = convert(example);
        assertThat(result.missing()).isEmpty();
        assertThat(result.manifest()).contains("logLevel: Info");
    }

    @Test
    void aLevelThatIsNotKnownHereIsNamed() {
        Conversion.Result result = Conversion.of(OPERATIONS.replace("level: \"info\"", "level: FATAL"), "shop", false);
        assertThat(result.missing()).anyMatch(missing -> missing.startsWith("spec.observability.logLevel: \"Fatal\""));
        assertThat(result.manifest()).doesNotContain("logLevel");
    }

    @Test
    void aNameBecomesTheAddressThatItHasWhereThatIsAskedFor() {
        String text = OPERATIONS.replace("backend2", "localhost");
        Conversion.Result result = Conversion.of(text, "shop", true);
        assertThat(result.manifest()).contains("port: 9002");
        assertThat(result.notes()).anyMatch(note -> note.startsWith("backends[1].url: localhost is "));
    }

    @Test
    void theJsonOfTheLayerFourBalancerIsAGuessAndSaysSo() {
        Conversion.Result result = convert("""
                {"port": 9000, "algorithm": "weighted_round_robin", "backends": [{"host": "10.0.0.1", "port": 9001, "weight": 3}],
                 "health_check": {"interval": 5, "timeout": 2}, "pool": {"size": 4}}
                """);
        assertThat(result.notes()).anyMatch(note -> note.contains("is a guess"));
        assertThat(result.missing()).containsExactly("pool: has no counterpart");
        assertThat(result.manifest()).contains("weight: 3").contains("type: RoundRobin");
    }

    @Test
    void whatIsWrittenWronglyIsNamedRatherThanTakenForNothing() {
        Conversion.Result result = Conversion.of("""
                listener: {host: "10.0.0.9", port: eighty}
                backends: [{host: "10.0.0.1", port: 8000, weight: heavy}, {host: "10.0.0.2"}]
                routing: {algorithm: fastest, max_connections_per_backend: [1]}
                """, "shop", false);
        assertThat(result.missing()).contains(
                "listener.host: a manifest binds every address: give ballast run --bind-address 10.0.0.9",
                "listener.port: \"eighty\": expected a whole number",
                "backends[0].weight: \"heavy\": expected a whole number",
                "routing.algorithm: \"fastest\" is no algorithm that is known here",
                "routing.max_connections_per_backend: [1]: expected a whole number");
        assertThat(result.missing()).as("what cannot be used as it was printed").anyMatch(missing -> missing.startsWith("spec.backends[0].endpoints[1].port: 0"));
        assertThat(Conversion.of("{frontends: 8080, backends: []}", "shop", false).missing()).contains("frontends: 8080: expected a list");
    }

    @Test
    void aSectionThatIsHalfThereIsNamed() {
        Conversion.Result result = Conversion.of("""
                frontends: [{port: 8443}]
                backends: [{url: "http://10.0.0.1:9001"}]
                healthcheck: {timeout: 2s}
                circuitbreaker: {timeout: 30s}
                ssl: {certFile: cert.pem, keyFile: key.pem, clientAuth: 4}
                """, "shop", false);
        assertThat(result.missing()).contains(
                "healthcheck.timeout: has no counterpart", "circuitbreaker.timeout: has no counterpart", "ssl.clientAuth: 4: expected 0 to 4, with caFile from 3 on");
        assertThat(Conversion.of("{frontends: [{port: 8443}], backends: [], ssl: {caFile: ca.pem}}", "shop", false).missing())
                .contains("ssl.certFile: is absent: without it nobody speaks TLS");
    }

    @Test
    void aBackendWithoutAnAddressAndAFileWithoutBackendsAreNamedOnce() {
        assertThat(Conversion.of("""
                listener: {port: 8080}
                backends: [{port: 8000}]
                routing: {}
                """, "shop", false).missing())
                .containsExactly("backends[0].host: is missing: expected an address", "backends: none is left: expected at least one with an address and a port");
        assertThat(Conversion.of("{frontends: [], backends: []}", "shop", false).missing()).containsExactly(
                "frontends: none is there: expected at least one with a port", "backends: none is left: expected at least one with an address and a port");
    }

    @Test
    void whatIsNoneOfTheFormatsIsRefused() {
        assertThatThrownBy(() -> Conversion.of("a: 1", "shop", false)).hasMessageContaining("none of the formats");
        assertThatThrownBy(() -> Conversion.of("{", "shop", false)).hasMessageContaining("neither YAML nor JSON");
        assertThatThrownBy(() -> Conversion.of("", "shop", false)).hasMessageContaining("none of the formats");
    }
}
