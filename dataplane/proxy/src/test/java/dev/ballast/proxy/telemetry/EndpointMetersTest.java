package dev.ballast.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.EndpointDetail;
import dev.ballast.contract.snapshot.ObservabilityConfig.MetricsConfig;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.BackendRegistry;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointMetersTest {
    private static final PolicyConfig POLICY = new PolicyConfig(
            AlgorithmConfig.of(Algorithm.RoundRobin), new HealthConfig(new PassiveConfig(3, 0, 5_000, 60_000, 50), 50), 1, 3_000, 0, 4_000, 32);

    private final BackendRegistry registry =
            new BackendRegistry(Ticker.system(), Randomness.system(), (endpoint, from, to) -> {}, new TrafficObserver() {});
    private final Telemetry telemetry = new Telemetry();
    private List<Endpoint> endpoints = List.of();

    @BeforeEach
    void thirty() {
        Map<String, Backend> backends = registry.apply(List.of(
                new BackendConfig("shop", POLICY, IntStream.range(10, 40).mapToObj(i -> EndpointConfig.fixed("10.0.0." + i, 80, 1)).toList())));
        endpoints = backends.values().stream().flatMap(backend -> backend.endpoints().stream()).toList();
    }

    private String scrape(@Nullable MetricsConfig config) {
        telemetry.showEndpoints(registry.current().values(), config == null ? null : new ObservabilityConfig(null, null, null, config, null));
        return telemetry.scrape();
    }

    private static long told(String scrape) {
        return scrape.lines().filter(line -> line.startsWith("ballast_endpoint_ready{")).count();
    }

    @Test
    void thoseThatFailMostComeFirstAndThenThoseThatAreAskedMost() {
        endpoints.get(29).countFailed();
        endpoints.get(29).countFailed();
        endpoints.get(17).countFailed();
        endpoints.get(5).acquire();
        endpoints.get(5).acquire();
        endpoints.get(5).release();
        String scrape = scrape(new MetricsConfig(EndpointDetail.TopK, 3));
        assertThat(told(scrape)).isEqualTo(3);
        assertThat(scrape)
                .contains("ballast_endpoint_failures_total{backend=\"shop\",endpoint=\"10.0.0.39:80\"} 2.0")
                .contains("ballast_endpoint_failures_total{backend=\"shop\",endpoint=\"10.0.0.27:80\"} 1.0")
                .contains("ballast_endpoint_attempts_total{backend=\"shop\",endpoint=\"10.0.0.15:80\"} 2.0")
                .contains("ballast_endpoint_in_flight{backend=\"shop\",endpoint=\"10.0.0.15:80\"} 1.0")
                .contains("ballast_endpoint_ready{backend=\"shop\",endpoint=\"10.0.0.15:80\"} 1.0");
    }

    @Test
    void oneThatIsHeldBackIsNotReady() {
        endpoints.getFirst().holdBack(true);
        assertThat(scrape(new MetricsConfig(EndpointDetail.All, 1))).contains("ballast_endpoint_ready{backend=\"shop\",endpoint=\"10.0.0.10:80\"} 0.0");
    }

    @Test
    void asManyAsTheResourceSays() {
        assertThat(told(scrape(null))).as("nothing said").isEqualTo(20);
        assertThat(told(scrape(new MetricsConfig(EndpointDetail.TopK, 100)))).isEqualTo(30);
        assertThat(told(scrape(new MetricsConfig(EndpointDetail.All, 1)))).isEqualTo(30);
        assertThat(scrape(new MetricsConfig(EndpointDetail.Off, 5))).doesNotContain("ballast_endpoint_");
    }

    @Test
    void oneThatIsGoneIsNotToldOfAnyMore() {
        scrape(null);
        registry.apply(List.of(new BackendConfig("shop", POLICY, List.of(EndpointConfig.fixed("10.0.0.99", 80, 1)))));
        assertThat(telemetry.scrape()).contains("10.0.0.99").doesNotContain("10.0.0.10");
    }
}
